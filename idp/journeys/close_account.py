"""Closes one's own account at once; it is erased only after a while."""

from idp.accounts import Accounts, Session, SessionDatabase
from idp.clock import DAY, Clock
from idp.consents import Consents
from idp.journeys.sign_out import SignedOut
from idp.part import Part
from idp.protocol.frontchannel_logout import FrontchannelLogout
from idp.retention import CLOSED_ACCOUNT, RetentionSchedule
from idp.storage import Transaction
from idp.tokens.eviction import Eviction
from idp.tokens.relying_clients import keep_last_relying_clients


class CloseAccount(Part):
    """Sessions and grants end in the transaction that closes it, and portals are notified."""

    database: SessionDatabase
    accounts: Accounts
    consents: Consents
    eviction: Eviction
    frontchannel: FrontchannelLogout
    retention: RetentionSchedule
    clock: Clock

    def erased_at(self) -> int:
        """Return when an account that is closed now is erased, in seconds."""
        with self.database.reading() as tx:
            return self._erased_at(tx)

    def reopening_days(self) -> int:
        """Return for how many days an account that is closed now may be opened again."""
        with self.database.reading() as tx:
            return self.retention.seconds(tx)[CLOSED_ACCOUNT.name] // DAY

    def close(self, session: Session) -> SignedOut:
        """Close the account of `session`; return the portals' pages that the browser must load."""
        account_id = session.account_id
        with self.database.acting(session) as tx:
            account = self.accounts.hold(tx, account_id)
            self.accounts.close(tx, account_id, erase_at=self._erased_at(tx))
            frames = self.frontchannel.frames(tx, session.sid)
            consents = self.consents.of_account(tx, account_id)
            keep_last_relying_clients(tx, account_id, (each.client_id for each in consents))
            self.eviction.evict(tx, account, recoveries_stay=True)
        return SignedOut(frames)

    def _erased_at(self, tx: Transaction) -> int:
        return erased_at(self.retention.seconds(tx)[CLOSED_ACCOUNT.name], self.clock.seconds())


def erased_at(kept_seconds: int, now: int) -> int:
    """Return when what is closed `now` and kept that long is erased, in seconds.

    Rounded to the day that pages and messages name.
    """
    end = now + kept_seconds
    return end + -end % DAY
