"""Reopens one's own closed account before it is erased."""

from msgspec.structs import replace

from idp.accounts import Accounts, Addresses
from idp.clock import Clock
from idp.errors import PersonError
from idp.journeys.begin_session import BeginSession, Entry, How
from idp.journeys.reopening_offers import ReopeningOffer, ReopeningOffers
from idp.journeys.visitor import Visitor
from idp.part import Part
from idp.storage import Database
from idp.tokens.relying_clients import end_last_relying_clients


class ReopenAccount(Part):
    """Only after signing in to it, in the same browser."""

    database: Database
    accounts: Accounts
    addresses: Addresses
    offers: ReopeningOffers
    begin_session: BeginSession
    clock: Clock

    def find(self, token: str, visitor: Visitor) -> ReopeningOffer:
        """Return the offer. Raises PersonError PRV-REOPENING-OVER."""
        return self.offers.read(token, visitor.browser)

    def reopen(self, token: str, visitor: Visitor) -> Entry:
        """Reopen the account and sign in.

        Raises PersonError PRV-REOPENING-OVER, PRV-ACCOUNT-CLOSED (too late, or disabled).
        """
        offer = self.find(token, visitor)
        account_id = offer.closed.account_id
        with self.database.writing() as tx:
            held = self.accounts.hold(tx, account_id)
            if not offer.is_of(held):
                raise PersonError("PRV-REOPENING-OVER", "errors.reopening_over")
            account = self.accounts.reopen(tx, offer.closed)
            end_last_relying_clients(tx, account_id, self.clock.seconds())
            addresses = self.addresses.of_account(tx, account_id)
            if not addresses:
                raise PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
            return self.begin_session.begin(
                tx,
                account,
                addresses[0].address,
                replace(visitor, journey_hash=offer.journey_hash),
                How(methods=offer.methods, remember=offer.remember, is_notified=True),
            )
