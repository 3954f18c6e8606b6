"""Decisions of a person, marked on the waiting request for `dispatch.py`."""

from contextlib import suppress

from idp.accounts import Session, SessionDatabase
from idp.children import Children
from idp.clients import Client
from idp.consents import Consents
from idp.errors import NoLongerAllowedError
from idp.journeys.journey import Journey, Mark
from idp.journeys.waiting import WaitingRequests
from idp.part import Part
from idp.storage import Database


class WayMarks(Part):
    """Marks decisions; `dispatch.py` decides what follows."""

    database: Database
    own: SessionDatabase
    waiting: WaitingRequests
    children: Children
    consents: Consents

    def skip_child(self, journey: Journey, session: Session) -> None:
        """Go on without a confirmed child, at this portal and for a while at others like it."""
        with self.own.acting(session) as tx:
            self.children.offers.pass_over(tx, session.account_id)
            self.waiting.mark(tx, journey, Mark.CHILD_SKIPPED)

    def keep_account(self, journey: Journey, session: Session) -> None:
        """Go on with the account that is signed in."""
        with self.own.acting(session) as tx:
            self.waiting.mark(tx, journey, Mark.ACCOUNT_KEPT)

    def change_account(self, journey: Journey) -> None:
        """Go on with another account, which signs in first."""
        with self.database.writing() as tx:
            self.waiting.mark(tx, journey, Mark.ACCOUNT_CHANGED)

    def follow_hint(self, journey: Journey) -> None:
        """Go to the provider that the portal names, once: a person who comes back chooses."""
        with self.database.writing() as tx:
            self.waiting.mark(tx, journey, Mark.HINT_FOLLOWED)

    def turn_back(self, journey: Journey) -> None:
        """Go back to the portal with a refusal."""
        with self.database.writing() as tx:
            self.waiting.mark(tx, journey, Mark.REFUSED)

    def forget_password(self, journey: Journey) -> None:
        """Go back to the portal, which has a policy of its own for a forgotten password."""
        with self.database.writing() as tx:
            self.waiting.mark(tx, journey, Mark.PASSWORD_FORGOTTEN)

    def edit_profile(self, journey: Journey, session: Session) -> None:
        """Go on with the details as they are kept now."""
        with self.own.acting(session) as tx:
            self.waiting.mark(tx, journey, Mark.PROFILE_EDITED)

    def agree(self, journey: Journey, client: Client, session: Session) -> None:
        """Consent to what the portal asks for, now and the next time.

        Nothing is kept if the request was answered meanwhile: perhaps by a refusal.
        """
        agreement = journey.request.agreement(client)
        with suppress(NoLongerAllowedError), self.own.acting(session) as tx:
            self.consents.give(tx, session.account_id, client.id, agreement)
            # After the consent, which a grant locks before the journey, to avoid a deadlock.
            if not self.waiting.mark(tx, journey, Mark.CONSENTED):
                raise NoLongerAllowedError
