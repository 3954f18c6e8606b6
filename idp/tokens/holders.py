"""Which clients hold something of what a signal is about, and so have to hear of it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from idp.ids import ClientId, Sid
from idp.signals.model import Kind
from idp.signals.signals import Batch
from idp.storage import Transaction
from idp.tokens import table

# A change ends sessions, revokes and is written down within one transaction.
_SAME_CHANGE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Holder:
    """A client with tokens of one session."""

    client_id: ClientId
    sid: Sid
    scope: frozenset[str]


def holders(tx: Transaction, batch: Batch) -> Mapping[int, tuple[Holder, ...]]:
    """Return, by the id of each signal of `batch`, who holds a grant, in one statement."""
    rows = tx.rows(
        table.HOLDERS,
        batch=batch.id,
        of_session=Kind.SESSION_ENDED.value,
        same_change_seconds=_SAME_CHANGE_SECONDS,
    )
    scopes: dict[tuple[int, ClientId, Sid], set[str]] = defaultdict(set)
    for signal_id, client_id, sid, scope in rows:
        scopes[signal_id, client_id, sid].update(scope.split())
    found: dict[int, list[Holder]] = defaultdict(list)
    for (signal_id, client_id, sid), scope in scopes.items():
        found[signal_id].append(Holder(client_id, sid, frozenset(scope)))
    return {signal_id: tuple(each) for signal_id, each in found.items()}
