"""Imported accounts: found by an address, claimed once, forgotten with the account."""

from idp.clock import Clock
from idp.ids import AccountId
from idp.imported_accounts import table
from idp.imported_accounts.bound import (
    account_mac,
    contact_hash,
    imported_key,
    is_account_bound,
    is_address_bound,
    is_child_bound,
)
from idp.imported_accounts.model import (
    FormerIdentity,
    FormerPassword,
    ImportedAccount,
    ImportedId,
    PendingChild,
)
from idp.imported_accounts.records import ImportedRow
from idp.imported_accounts.sealed import open_address, open_fiche, open_identity, open_password
from idp.keys.vault import Vault
from idp.normalisation.address import Address
from idp.part import Part
from idp.storage import Transaction


class ImportedAccounts(Part):
    """A row whose code is not its own counts for nothing, and neither does a disabled one."""

    vault: Vault
    clock: Clock

    def waiting(self, tx: Transaction, address: Address) -> tuple[ImportedAccount, ...]:
        """Return those that wait for the owner of `address`, none of them disabled."""
        return tuple(each for each in self.of_address(tx, address) if not each.disabled)

    def of_address(self, tx: Transaction, address: Address) -> tuple[ImportedAccount, ...]:
        """Return those that nobody claimed, disabled ones too: one of each source at most."""
        address_hash = contact_hash(self.vault, address.normal)
        return tuple(
            _account(row)
            for row in tx.rows(table.FIND_WAITING, address_hash=address_hash)
            if self._is_bound(row)
            and is_address_bound(self.vault, row.id, address_hash, row.address_mac)
        )

    def take(self, tx: Transaction, imported_id: ImportedId, account_id: AccountId) -> bool:
        """Let the account claim it; False when it was claimed, or is disabled, or is not there.

        The caller has had its owner prove an address of it, by a code of ours. False also when the
        account has one of the same source.
        """
        return (
            tx.run(
                table.TAKE,
                id=imported_id,
                account_id=account_id,
                now=self.clock.seconds(),
                waiting_mac=account_mac(self.vault, imported_id, disabled=0, claimed_by=None),
                mac=account_mac(self.vault, imported_id, disabled=0, claimed_by=account_id),
            )
            == 1
        )

    def of_account(self, tx: Transaction, account_id: AccountId) -> tuple[ImportedAccount, ...]:
        """Return those that the account claimed: one of each source at most."""
        rows = tx.rows(table.LIST_CLAIMED, account_id=account_id)
        return tuple(_account(row) for row in rows if self._is_bound(row))

    def password(self, tx: Transaction, imported_id: ImportedId) -> FormerPassword | None:
        """Return the password hash that came with it, or None."""
        row = tx.row(table.FIND_PASSWORD, id=imported_id)
        if row is None:
            return None
        try:
            text = open_password(self.vault, imported_id, row.password_sealed)
        except ValueError:  # of another row, or altered: the owner goes by a code
            return None
        return FormerPassword(row.password_scheme, text)

    def any_password(self, tx: Transaction) -> FormerPassword | None:
        """Return the hash of any account that waits: verified for whoever has none, as long."""
        imported_id = tx.row(table.ANY_PASSWORD)
        return None if imported_id is None else self.password(tx, imported_id)

    def drop_password(self, tx: Transaction, imported_id: ImportedId) -> None:
        """Delete the password hash that came with it: ours took its place."""
        tx.run(table.DROP_PASSWORD, id=imported_id)

    def addresses(self, tx: Transaction, imported_id: ImportedId) -> tuple[Address, ...]:
        """Return its addresses; none of them is proven by being here."""
        rows = tx.rows(table.LIST_ADDRESSES, id=imported_id)
        return tuple(open_address(self.vault, imported_id, sealed) for sealed in rows)

    def identities(self, tx: Transaction, imported_id: ImportedId) -> tuple[FormerIdentity, ...]:
        """Return the identities that opened it: hints, of which none links anything."""
        rows = tx.rows(table.LIST_IDENTITIES, id=imported_id)
        return tuple(open_identity(self.vault, imported_id, sealed) for sealed in rows)

    def children(self, tx: Transaction, imported_id: ImportedId) -> tuple[PendingChild, ...]:
        """Return the children that its owner had confirmed at the former portal."""
        return tuple(
            PendingChild(
                row.organisation,
                row.student_key,
                open_fiche(self.vault, imported_id, row.fiche_sealed),
            )
            for row in tx.rows(table.LIST_CHILDREN, id=imported_id)
            if is_child_bound(self.vault, imported_id, row.organisation, row.student_key, row.mac)
        )

    def drop_child(self, tx: Transaction, imported_id: ImportedId, child: PendingChild) -> bool:
        """Delete a pending child, which was confirmed here; return whether it was there."""
        values = {"organisation": child.organisation, "student_key": child.student_key}
        return tx.run(table.DROP_CHILD, id=imported_id, **values) == 1

    def move(self, tx: Transaction, lost_id: AccountId, account_id: AccountId) -> None:
        """Give the account what `lost_id` claimed, unless it has one of the same source."""
        for row in tx.rows(table.LIST_CLAIMED, account_id=lost_id):
            bound = self._is_bound(row)
            mac = account_mac(self.vault, row.id, disabled=row.disabled, claimed_by=account_id)
            values = {"id": row.id, "lost_id": lost_id, "account_id": account_id}
            tx.run(table.MOVE, mac=mac if bound else None, **values)

    def forget(self, tx: Transaction, account_id: AccountId) -> None:
        """Delete what a closed account claimed."""
        tx.run(table.FORGET, account_id=account_id)

    def _is_bound(self, row: ImportedRow) -> bool:
        # The code covers the id alone: with another subject beside it, whoever has the database
        # would be known by somebody else's `sub`.
        return row.id == imported_key(self.vault, row.source, row.subject) and is_account_bound(
            self.vault, row.id, disabled=row.disabled, claimed_by=row.claimed_by, mac=row.mac
        )


def _account(row: ImportedRow) -> ImportedAccount:
    return ImportedAccount(
        id=ImportedId(row.id),
        source=row.source,
        subject=row.subject,
        locale=row.locale,
        has_password=row.has_password,
        imported_at=row.imported_at,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        disabled=bool(row.disabled),
    )
