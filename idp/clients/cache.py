"""All clients, in memory."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from msgspec import Struct

from idp.clients import table
from idp.clients.metadata import read_metadata
from idp.clients.model import Client, StoredSecret
from idp.clients.problem import ClientRefused
from idp.clients.records import ClientRow, SecretRow
from idp.storage import Database, Transaction, Watched

VERSION = "clients"

_log = logging.getLogger(__name__)


class _Registered(Struct, frozen=True):
    by_id: MappingProxyType[str, Client]
    by_alias: MappingProxyType[str, Client]


class Clients:
    """The registered clients; a change made by any process shows within a second."""

    def __init__(self, *, database: Database) -> None:
        self._registered = Watched(database, VERSION, _load)

    def find(self, client_id: str) -> Client | None:
        """Return the client, or None if there is none or it is disabled."""
        client = self._registered.get().by_id.get(client_id)
        return None if client is None or client.disabled else client

    def get_disabled_too(self, client_id: str) -> Client | None:
        """Return the client, disabled or not, to revoke its grants."""
        return self._registered.get().by_id.get(client_id)

    def all(self) -> tuple[Client, ...]:
        """Return every client, disabled ones included."""
        return tuple(self._registered.get().by_id.values())

    def knows_alias(self, alias: str) -> bool:
        """Return whether any client registered `tenant/policy`, in any case of letters."""
        return alias.lower() in self._registered.get().by_alias

    def forget(self) -> None:
        """Read the clients again at the next use."""
        self._registered.forget()


def _load(tx: Transaction) -> _Registered:
    readable = _readable(tx.rows(table.ALL), tx.rows(table.ALL_SECRETS))
    by_id: dict[str, Client] = {client.id: client for client in readable}
    by_alias = {alias.lower(): client for client in by_id.values() for alias in client.aliases}
    return _Registered(MappingProxyType(by_id), MappingProxyType(by_alias))


def find_client(tx: Transaction, client_id: str) -> Client | None:
    """Return the client as it is in this transaction, disabled or not; None if there is none."""
    rows, secrets = tx.rows(table.FIND, id=client_id), tx.rows(table.FIND_SECRETS, id=client_id)
    return next(_readable(rows, secrets), None)


def _readable(rows: Iterable[ClientRow], secrets: Iterable[SecretRow]) -> Iterator[Client]:
    """Yield every client but those that a later version wrote with new members.

    Without these members a client might be treated less strictly than registered; the other
    clients of this node work on.
    """
    by_client: dict[str, list[StoredSecret]] = defaultdict(list)
    for each in secrets:
        by_client[each.client_id].append(
            StoredSecret(
                each.secret_hash, each.expires_at, each.secret_sealed, each.id, each.created_at
            )
        )
    for row in rows:
        try:
            yield read_metadata(
                row.id,
                row.metadata,
                disabled=row.disabled_at is not None,
                secrets=tuple(by_client[row.id]),
            )
        except ClientRefused as error:
            _log.error("portal %s is left out: cannot read its %s", row.id, error.field)
