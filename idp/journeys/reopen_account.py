"""Opening one's own closed account again, before it is erased."""

from dataclasses import replace

from idp.accounts import Accounts, Addresses
from idp.clock import Clock
from idp.errors import PersonError
from idp.journeys.begin_session import BeginSession, Entry
from idp.journeys.reopening_offers import Offer, ReopeningOffers
from idp.journeys.visitor import Visitor
from idp.storage import Database
from idp.tokens.holders import end_last_holders


class ReopenAccount:
    """Only for whoever has just signed in to it, in the same browser."""

    def __init__(
        self,
        *,
        database: Database,
        accounts: Accounts,
        addresses: Addresses,
        offers: ReopeningOffers,
        begin_session: BeginSession,
        clock: Clock,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._addresses = addresses
        self._offers = offers
        self._begin_session = begin_session
        self._clock = clock

    def find(self, token: str, visitor: Visitor) -> Offer:
        """Return what was offered. Raises PersonError PRV-REOPENING-OVER."""
        return self._offers.read(token, visitor.browser)

    def reopen(self, token: str, visitor: Visitor) -> Entry:
        """Open the account again and sign in.

        Raises PersonError PRV-REOPENING-OVER, PRV-ACCOUNT-CLOSED (too late, or disabled).
        """
        offer = self.find(token, visitor)
        account_id = offer.closed.account_id
        with self._database.writing() as tx:
            held = self._accounts.hold(tx, account_id)
            if not offer.is_of(held):
                raise PersonError("PRV-REOPENING-OVER", "errors.reopening_over")
            account = self._accounts.reopen(tx, offer.closed)
            end_last_holders(tx, account_id, self._clock.seconds())
            addresses = self._addresses.of_account(tx, account_id)
            if not addresses:
                raise PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
            return self._begin_session.begin(
                tx,
                account,
                addresses[0].address,
                replace(visitor, journey_hash=offer.journey_hash),
                remember=offer.remember,
                methods=offer.methods,
                is_told=True,
            )
