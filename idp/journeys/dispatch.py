"""Decides what a person must still do before the portal is answered."""

from collections.abc import Collection

from idp.accounts import Session
from idp.accounts.acr import ACR_PASSKEY, ACR_TWO_FACTORS, reached
from idp.authenticators import Authenticators, Holder, Realm
from idp.children import Children, SchoolStatus
from idp.clients import Client, MatchPolicy
from idp.clients.b2c_policy import PolicyJourney
from idp.clock import Clock
from idp.consents import Consents
from idp.journeys.journey import Journey, Mark
from idp.journeys.steps import (
    APPROVE,
    CONFIRM_CHILD,
    CONSENT,
    DENIED,
    EDIT_PROFILE,
    RESET_PASSWORD,
    SELECT_ACCOUNT,
    SIGN_IN,
    SIGN_UP,
    Step,
)
from idp.part import Part
from idp.protocol.authorization.prompt import Prompt
from idp.protocol.authorization.request import AuthorizationRequest
from idp.storage import Transaction
from idp.tokens.subject import Subjects

_FRESH = {Prompt.LOGIN, Prompt.CREATE}
_SILENT = frozenset({Prompt.NONE})
_SIGNING_IN = {PolicyJourney.SIGN_IN, PolicyJourney.SIGN_UP}


class Dispatch(Part):
    """Decides from the request, the session and the registry; keeps no state."""

    children: Children
    consents: Consents
    subjects: Subjects
    authenticators: Authenticators
    clock: Clock

    @staticmethod
    def any_session_will_do(client: Client, request: AuthorizationRequest) -> bool:
        """Return whether `next_step` is None for a request that arrives, with any live session.

        It asks then for nothing that only the session, the account or the registry knows.
        """
        return (
            request.prompt <= _SILENT
            and "gpi" not in request.scope
            and not client.asks_consent
            and request.subject is None
            and request.max_age is None
            and not request.acr
            and not request.acr_values
            and request.approves is None
            and client.policy_named(request.policy).journey in _SIGNING_IN
        )

    def next_step(
        self,
        tx: Transaction,
        client: Client,
        request: AuthorizationRequest,
        session: Session | None,
        journey: Journey | None = None,
    ) -> Step | None:
        """Return the next step, or None when the portal can be answered.

        `journey` is None when the request has just arrived.
        """
        signed_in_for_this = journey is not None and journey.has_signed_in(session)
        marks = journey.marks if journey is not None else ()
        step = self._sign_in_step(
            tx, client, request, session, signed_in_for_this=signed_in_for_this
        )
        if step is not None or session is None:
            return step or SIGN_IN
        if not signed_in_for_this:
            step = _account_step(request, marks)
        step = step or _profile_step(client, request, marks)
        step = step or self._school_step(tx, client, request, session, marks)
        if step is None and request.approves is not None:
            # No mark answers this: only the person who is signed in may approve.
            return APPROVE
        if step is None and self._must_ask(tx, client, request, session, marks):
            return CONSENT
        return step

    def _sign_in_step(
        self,
        tx: Transaction,
        client: Client,
        request: AuthorizationRequest,
        session: Session | None,
        *,
        signed_in_for_this: bool,
    ) -> Step | None:
        """Return the step that a session for this request is still missing."""
        asked = client.policy_named(request.policy).journey
        if asked is PolicyJourney.RESET_PASSWORD and not signed_in_for_this:
            return RESET_PASSWORD
        if session is None or not self._is_fresh(
            tx, client, request, session, signed_in_for_this=signed_in_for_this
        ):
            return SIGN_UP if Prompt.CREATE in request.prompt else SIGN_IN
        if not signed_in_for_this and self._could_do_better(tx, request, session):
            return SIGN_IN
        return None

    def _is_fresh(
        self,
        tx: Transaction,
        client: Client,
        request: AuthorizationRequest,
        session: Session,
        *,
        signed_in_for_this: bool,
    ) -> bool:
        """Return whether the session is of the right person, class and age (§3.1.2.1)."""
        if not self.subjects.is_meant(tx, request.subject, client, session.account_id):
            return False
        if not request.is_met_by(session.acr):
            return False
        if signed_in_for_this:
            return True
        # max_age=0 asks for a new sign-in, as prompt=login does.
        if request.max_age == 0 or not _FRESH.isdisjoint(request.prompt):
            return False
        age = self.clock.seconds() - session.auth_time
        return request.max_age is None or age <= request.max_age

    def _could_do_better(
        self, tx: Transaction, request: AuthorizationRequest, session: Session
    ) -> bool:
        """Return whether the client wishes a class that this person can still reach.

        As it is voluntary (§3.1.2.1), a person without the factor is not asked, nor twice, nor
        under `prompt=none`.
        """
        requested = request.acr_values
        if not requested or Prompt.NONE in request.prompt or reached(session.acr, requested):
            return False
        holder = Holder(Realm.ACCOUNT, session.account_id)
        has = self.authenticators.enrolled_factors(tx, holder)
        best = ACR_PASSKEY if has.passkeys else ACR_TWO_FACTORS if has.has_app else ""
        return reached(best, requested) is not None

    def _school_step(
        self,
        tx: Transaction,
        client: Client,
        request: AuthorizationRequest,
        session: Session,
        marks: Collection[Mark],
    ) -> Step | None:
        if "gpi" not in request.scope:
            return None
        facts = self.children.facts(tx, session.account_id)
        if facts.status is SchoolStatus.VERIFIED:
            return None
        if client.match_policy is MatchPolicy.INFORM:
            # Offered at intervals, not at every sign-in, and never under `prompt=none`; the token
            # says what is missing. Under `require` the step cannot be skipped.
            passes = (
                facts.confirmed_before
                or Mark.CHILD_SKIPPED in marks
                or Prompt.NONE in request.prompt
                or not self.children.offers.is_due(tx, session.account_id)
            )
            return None if passes else CONFIRM_CHILD
        return DENIED if facts.confirmed_before else CONFIRM_CHILD

    def _must_ask(
        self,
        tx: Transaction,
        client: Client,
        request: AuthorizationRequest,
        session: Session,
        marks: Collection[Mark],
    ) -> bool:
        if Prompt.CONSENT in request.prompt and Mark.CONSENTED not in marks:
            return True
        # The mark alone is no consent: somebody else may open the journey in another browser.
        # What counts is what this account agreed to.
        return client.asks_consent and not self.consents.covers(
            tx, session.account_id, client.id, request.agreement(client)
        )


def _profile_step(
    client: Client, request: AuthorizationRequest, marks: Collection[Mark]
) -> Step | None:
    """Return the step of an Azure AD B2C policy to edit one's profile, until it is done."""
    asked = client.policy_named(request.policy).journey
    wanted = asked is PolicyJourney.EDIT_PROFILE and Mark.PROFILE_EDITED not in marks
    return EDIT_PROFILE if wanted else None


def _account_step(request: AuthorizationRequest, marks: Collection[Mark]) -> Step | None:
    """Return the step that `prompt=select_account` still asks for, with a session."""
    if Prompt.SELECT_ACCOUNT not in request.prompt or Mark.ACCOUNT_KEPT in marks:
        return None
    return SIGN_IN if Mark.ACCOUNT_CHANGED in marks else SELECT_ACCOUNT
