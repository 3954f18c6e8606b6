"""Additions that a recovery suspended: kept by a code to the oldest address, or removed."""

from idp.accounts import Addresses, Session, SessionDatabase
from idp.accounts.notices import Notices
from idp.additions import AccountBrowsers, Addition, AdditionKind, Additions
from idp.errors import PersonError
from idp.journeys.visitor import Visitor
from idp.part import Part
from idp.storage import Transaction


class RecentAdditions(Part):
    """Each is kept or removed by itself; the others stay suspended."""

    database: SessionDatabase
    addresses: Addresses
    additions: Additions
    account_browsers: AccountBrowsers
    notices: Notices

    def list(self, session: Session) -> tuple[Addition, ...]:
        """Return the suspended additions, the latest first."""
        with self.database.reading() as tx:
            return self.additions.suspended(tx, session.account_id)

    def can_keep(self, session: Session, visitor: Visitor) -> bool:
        """Return whether the code that this requires was entered in this browser recently."""
        with self.database.reading() as tx:
            return self._is_proven(tx, session, visitor)

    def keep(self, session: Session, kind: str, addition_id: str, visitor: Visitor) -> None:
        """End its suspension, and notify the account's addresses.

        Raises PersonError PRV-SECOND-PROOF-DUE when the code has to come first.
        """
        with self.database.acting(session) as tx:
            if not self._is_proven(tx, session, visitor):
                raise PersonError("PRV-SECOND-PROOF-DUE", "recovery.errors.second_proof_due")
            found = _kind(kind)
            if self.additions.restore(tx, session.account_id, found, addition_id):
                self.notices.addition_restored(tx, session.account_id, found.value)

    def remove(self, session: Session, kind: str, addition_id: str) -> None:
        """Remove it."""
        with self.database.acting(session) as tx:
            self.additions.remove(tx, session.account_id, _kind(kind), addition_id)

    def _is_proven(self, tx: Transaction, session: Session, visitor: Visitor) -> bool:
        proof = self.account_browsers.fresh_proof(tx, session.account_id, visitor.browser)
        oldest = self.addresses.that_recover(tx, session.account_id)[:1]
        return proof is not None and [proof.proven_by] == [each.id for each in oldest]


def _kind(typed: str) -> AdditionKind:
    try:
        return AdditionKind(typed)
    except ValueError:
        raise PersonError("PRV-ADDITION-GONE", "recovery.errors.addition_gone") from None
