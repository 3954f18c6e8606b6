"""Signing in at another provider, with an identity that we know or do not know yet."""

import logging
from collections.abc import Mapping
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from idp.accounts import Accounts, Addresses, HeldAccount, Session, SessionDatabase
from idp.accounts.notices import Notices
from idp.additions import AccountBrowsers
from idp.audit import Audit
from idp.audit.event import EventOutcome as Recorded
from idp.audit.events import UpstreamFailed
from idp.errors import PersonError
from idp.ids import hashed
from idp.journeys.begin_session import ELSEWHERE, SEVERAL_FACTORS, BeginSession, Entry, How
from idp.journeys.sign_in_counts import SignInCounts, SignInMethod
from idp.journeys.visitor import Visitor
from idp.limits import Limits
from idp.limits.names import UPSTREAM_BEGUN_NETWORK
from idp.part import Part
from idp.storage import Database, Transaction, Writing
from idp.upstream import (
    Arrivals,
    Attempt,
    Returned,
    UpstreamAction,
    UpstreamError,
    UpstreamLinks,
    UpstreamOutcome,
    UpstreamPurpose,
    Upstreams,
)

_log = logging.getLogger(__name__)
CANCELLED = "PRV-UPSTREAM-CANCELLED"
"""The code of the only problem that is not logged as one."""


class CameBack(Struct, frozen=True):
    """The result of a sign-in there: one of `entry`, `arrival_id`, `linked` and `problem`.

    `attempt` is None when the return matches none of this browser.
    """

    attempt: Attempt | None
    entry: Entry | None = None
    arrival_id: str | None = None
    """The arrival of an unknown identity, which needs a proven address."""
    linked: bool = False
    problem: PersonError | None = None

    @property
    def is_linking(self) -> bool:
        """Whether a signed-in person wanted to link the identity."""
        return self.attempt is not None and self.attempt.purpose is UpstreamPurpose.LINK


class SignInElsewhere(Part):
    """A known identity opens its account; an unknown one opens none, whatever its address."""

    database: Database
    own: SessionDatabase
    upstreams: Upstreams
    links: UpstreamLinks
    arrivals: Arrivals
    accounts: Accounts
    addresses: Addresses
    notices: Notices
    begin_session: BeginSession
    account_browsers: AccountBrowsers
    limits: Limits
    audit: Audit
    sign_in_counts: SignInCounts

    def begin(self, name: str, wish: UpstreamAction, visitor: Visitor) -> str:
        """Return where to send the browser, to sign in there.

        Raises PersonError PRV-UPSTREAM-DOWN, PRV-TOO-MANY.
        """
        return self._begin(name, wish, visitor, self.database.writing)

    def begin_linking(self, name: str, session: Session, visitor: Visitor) -> str:
        """Return where to send the browser, to link an identity to the account of `session`.

        Raises what `begin` raises, and SessionOverError.
        """
        wish = UpstreamAction(purpose=UpstreamPurpose.LINK, account_id=session.account_id)
        return self._begin(name, wish, visitor, partial(self.own.acting, session))

    def _begin(self, name: str, wish: UpstreamAction, visitor: Visitor, writing: Writing) -> str:
        with self.database.writing() as tx:
            self.limits.charge(tx, UPSTREAM_BEGUN_NETWORK, visitor.network)
        try:
            return self.upstreams.begin(writing, name, wish, browser=visitor.browser)
        except UpstreamError as error:
            self._record(name, error, known=True)
            label = self.upstreams.label(name, visitor.locale)
            raise problem_of(error.outcome, label) from None

    def come_back(
        self,
        name: str,
        parameters: Mapping[str, str],
        visitor: Visitor,
        session: Session | None,
    ) -> CameBack:
        """Return the result; problems are part of it, not raised."""
        back = self._come_back(name, parameters, visitor, session)
        # Not counted: an unknown identity, not signed in before an address is proven, and a link.
        if back.entry is not None or (back.problem is not None and not back.is_linking):
            self.sign_in_counts.ended(SignInMethod.ELSEWHERE, back.problem)
        return back

    def _come_back(
        self,
        name: str,
        parameters: Mapping[str, str],
        visitor: Visitor,
        session: Session | None,
    ) -> CameBack:
        attempt = None
        try:
            attempt = self.upstreams.came_back(self.database, name, parameters, visitor.browser)
            return self._arrive(self.upstreams.finish(attempt, parameters), visitor, session)
        except UpstreamError as error:
            if error.outcome is not UpstreamOutcome.CANCELLED:
                self._record(name, error, known=attempt is not None)
            label = self.upstreams.label(name, visitor.locale)
            return CameBack(attempt, problem=problem_of(error.outcome, label))
        except PersonError as problem:
            return CameBack(attempt, problem=problem)

    def _arrive(self, arrived: Returned, visitor: Visitor, session: Session | None) -> CameBack:
        attempt = arrived.attempt
        if attempt.purpose is UpstreamPurpose.LINK:
            self._add(arrived, attempt, session, visitor)
            return CameBack(attempt, linked=True)
        with self.database.writing() as tx:
            link = self.links.find(tx, arrived.identity)
            account = None if link is None else self.accounts.hold(tx, link.account_id)
            if link is None or account is None or not self.links.use(tx, link):
                arrival_id = self.arrivals.keep(tx, arrived, visitor.browser)
                self._give_back(tx, visitor)
                return CameBack(attempt, arrival_id=arrival_id)
            self._give_back(tx, visitor)
            return CameBack(attempt, entry=self._let_in(tx, account, arrived, visitor))

    def _give_back(self, tx: Transaction, visitor: Visitor) -> None:
        self.limits.give_back(tx, ((UPSTREAM_BEGUN_NETWORK, visitor.network),))

    def _let_in(
        self, tx: Transaction, account: HeldAccount, arrived: Returned, visitor: Visitor
    ) -> Entry:
        journey_id = arrived.attempt.journey_id
        for_journey = None if journey_id is None else hashed(journey_id)
        visitor = replace(visitor, journey_hash=for_journey)
        addresses = self.addresses.of_account(tx, account.id)
        if not addresses:  # a closed account keeps none
            raise PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
        return self.begin_session.begin(
            tx,
            account,
            addresses[0].address,
            visitor,
            How(methods=SEVERAL_FACTORS if arrived.several_factors else ELSEWHERE),
        )

    def _add(
        self, arrived: Returned, attempt: Attempt, session: Session | None, visitor: Visitor
    ) -> None:
        # The session must be of the account that began: another person may have signed in since.
        if session is None or session.account_id != attempt.account_id:
            raise PersonError("PRV-UPSTREAM-OVER", "errors.upstream_over")
        account_id = session.account_id
        with self.own.acting(session) as tx:
            added = self.account_browsers.added(tx, account_id, visitor.browser, visitor.device)
            self.links.add(tx, account_id, arrived.identity, added, linked_by="session")
            self.notices.way_added(tx, account_id)

    def _record(self, name: str, error: UpstreamError, *, known: bool) -> None:
        _log.warning("%s: %s (%s)", name, error.outcome, error.detail)
        if not known:  # anybody may load this address, as often as they like
            return
        with self.database.writing() as tx:
            event = UpstreamFailed(
                actor="anyone", outcome=Recorded.REFUSED, provider=name, reason=error.outcome
            )
            self.audit.record(tx, event)


def problem_of(outcome: UpstreamOutcome, label: str) -> PersonError:
    """Return the error that the person is shown."""
    return PersonError(
        f"PRV-UPSTREAM-{outcome.upper()}", f"errors.upstream_{outcome}", values={"provider": label}
    )
