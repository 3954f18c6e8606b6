"""What the registry in force says of organisations."""

from idp.clock import Clock
from idp.errors import Unknown
from idp.keys.vault import Vault
from idp.registry import table
from idp.registry.model import Organisation
from idp.settings import Settings
from idp.storage import Transaction


class Registry:
    """The organisations whose registry was imported."""

    def __init__(self, *, vault: Vault, clock: Clock, settings: Settings) -> None:
        self._vault = vault
        self._clock = clock
        self._settings = settings

    def organisations(self, tx: Transaction) -> tuple[Organisation, ...]:
        """Return every organisation with a registry in force, by name."""
        return tuple(Organisation(*row) for row in tx.rows(table.LIST_ORGANISATIONS))

    def set_support(self, tx: Transaction, code: str, support_address: str | None) -> None:
        """Say where parents of this organisation find help. Raises Unknown."""
        if tx.run(table.SET_SUPPORT, code=code, support_address=support_address) != 1:
            raise Unknown("registry.no_such_organisation", field="organisation", code=code)
