"""The list of administrators: adding, finding, giving roles, disabling; one owner stays."""

from collections.abc import Iterable

from idp.administrators import table
from idp.administrators.model import Administrator, AdministratorId
from idp.administrators.records import AdministratorRow
from idp.clock import Clock
from idp.errors import Refused, Unknown
from idp.ids import new_id
from idp.keys import Vault
from idp.normalisation.address import Address
from idp.part import Part
from idp.storage import Transaction

OWNER = "owner"
_NAME, _ADDRESS = "administrator.name", "administrator.address"


class Administrators(Part):
    """Names and addresses are sealed; an address is found by its keyed hash."""

    vault: Vault
    clock: Clock

    def add(
        self, tx: Transaction, *, name: str, address: Address, roles: Iterable[str], locale: str
    ) -> AdministratorId:
        """Add an administrator, who cannot sign in before an invitation is used.

        Raises Refused when the address is an administrator's already.
        """
        administrator_id = AdministratorId(new_id())
        added = tx.run(
            table.ADD,
            id=administrator_id,
            name_sealed=self.vault.seal(name, _NAME),
            address_sealed=self.vault.seal(address.written, _ADDRESS),
            address_hash=self._hash(address),
            locale=locale,
            now=self.clock.seconds(),
        )
        if not added:
            raise Refused("administrators.address_taken", field="address")
        self._put_roles(tx, administrator_id, roles)
        return administrator_id

    def all(self, tx: Transaction) -> tuple[Administrator, ...]:
        """Return everybody, the oldest first."""
        return tuple(self._administrator(row) for row in tx.rows(table.LIST[tx.dialect]))

    def find(self, tx: Transaction, administrator_id: str) -> Administrator | None:
        """Return the administrator, disabled or not."""
        row = tx.row(table.FIND[tx.dialect], id=administrator_id)
        return None if row is None else self._administrator(row)

    def get(self, tx: Transaction, administrator_id: str) -> Administrator:
        """Return the administrator, disabled or not. Raises Unknown."""
        found = self.find(tx, administrator_id)
        if found is None:
            raise Unknown("administrators.unknown")
        return found

    def find_by_address(self, tx: Transaction, address: Address) -> AdministratorId | None:
        """Return the administrator of the address; None if nobody has it or they are disabled."""
        return self.password_of(tx, address)[0]

    def password_of(
        self, tx: Transaction, address: Address
    ) -> tuple[AdministratorId | None, str | None]:
        """Return the administrator of the address, unless disabled, and their password's hash."""
        row = tx.row(table.FIND_BY_ADDRESS, address_hash=self._hash(address))
        return (None, None) if row is None else (row.id, row.password_hash)

    def set_password(
        self, tx: Transaction, administrator_id: AdministratorId, password_hash: str | None
    ) -> None:
        """Keep the hash of a new password, or take the password away."""
        tx.run(table.SET_PASSWORD, administrator_id=administrator_id, password_hash=password_hash)

    @staticmethod
    def hold(tx: Transaction, administrator_id: AdministratorId) -> None:
        """Lock the credentials of this administrator until the transaction ends."""
        tx.run(table.HOLD, administrator_id=administrator_id)

    def take_turns(self, tx: Transaction) -> None:
        """Lock the list of administrators and their credentials until the transaction ends."""
        tx.run(table.TAKE_LOCK, now=self.clock.seconds())

    def entered(self, tx: Transaction, administrator_id: AdministratorId) -> bool:
        """Record the first sign-in of the administrator; return False when they are disabled."""
        now = self.clock.seconds()
        return tx.run(table.ENTERED, administrator_id=administrator_id, now=now) == 1

    def has_owner(self, tx: Transaction) -> bool:
        """Tell whether there is an owner who has signed in once and is not disabled."""
        return self._other_owners(tx, AdministratorId("")) > 0

    def set_roles(
        self, tx: Transaction, administrator_id: AdministratorId, roles: Iterable[str]
    ) -> None:
        """Give exactly `roles`. Raises Refused when no owner would be left, Unknown."""
        wanted = frozenset(roles)
        self._keep_an_owner(tx, administrator_id, stays=OWNER in wanted)
        tx.run(table.DROP_ROLES, administrator_id=administrator_id)
        self._put_roles(tx, administrator_id, wanted)

    def disable(self, tx: Transaction, administrator_id: AdministratorId) -> bool:
        """Disable the administrator; tell whether they were enabled.

        Their unused invitations are deleted: enabling does not bring them back. Raises Refused for
        the last owner, Unknown.
        """
        self._keep_an_owner(tx, administrator_id, stays=False)
        now = self.clock.seconds()
        was_enabled = tx.run(table.DISABLE, administrator_id=administrator_id, now=now) == 1
        # After the row: accepting an invitation locks in that order.
        tx.run(table.DROP_INVITATIONS, administrator_id=administrator_id)
        return was_enabled

    def enable(self, tx: Transaction, administrator_id: AdministratorId) -> bool:
        """Enable the administrator again; tell whether they were disabled. Raises Unknown."""
        self.get(tx, administrator_id)
        return tx.run(table.ENABLE, administrator_id=administrator_id) == 1

    def remove(self, tx: Transaction, administrator_id: AdministratorId) -> None:
        """Delete the administrator. Raises Refused for the last owner, Unknown."""
        self._keep_an_owner(tx, administrator_id, stays=False)
        tx.run(table.DROP_ROLES, administrator_id=administrator_id)
        tx.run(table.END_SESSIONS, administrator_id=administrator_id)
        tx.run(table.DROP_INVITATIONS, administrator_id=administrator_id)
        tx.run(table.REMOVE, administrator_id=administrator_id)

    def _keep_an_owner(
        self, tx: Transaction, administrator_id: AdministratorId, *, stays: bool
    ) -> None:
        # Locked before owners are counted: two who remove each other go one after the other.
        self.take_turns(tx)
        administrator = self.get(tx, administrator_id)
        goes = OWNER in administrator.roles and not stays
        if goes and self._other_owners(tx, administrator_id) == 0:
            raise Refused("administrators.last_owner", field="roles")

    @staticmethod
    def _other_owners(tx: Transaction, administrator_id: AdministratorId) -> int:
        return tx.row(table.OTHER_OWNERS, administrator_id=administrator_id) or 0

    @staticmethod
    def _put_roles(tx: Transaction, administrator_id: str, roles: Iterable[str]) -> None:
        tx.run_many(
            table.ADD_ROLE,
            [{"administrator_id": administrator_id, "role": role} for role in sorted({*roles})],
        )

    def _hash(self, address: Address) -> bytes:
        return self.vault.keyed_hash(_ADDRESS, address.normal)

    def _administrator(self, row: AdministratorRow) -> Administrator:
        return Administrator(
            id=row.id,
            name=self.vault.open(row.name_sealed, _NAME),
            address=self.vault.open(row.address_sealed, _ADDRESS),
            locale=row.locale,
            created_at=row.created_at,
            entered_at=row.entered_at,
            disabled_at=row.disabled_at,
            has_password=row.has_password,
            roles=row.roles,
        )
