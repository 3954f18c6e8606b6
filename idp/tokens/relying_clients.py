"""Which clients have grants of a session or an account, and are notified of its end.

Read from the grants, so that a sign-in costs no further statement; when a grant is purged while
its session lives, a row of `portal_session` keeps its client.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from idp.ids import AccountId, ClientId, Sid
from idp.signals.model import SignalKind
from idp.signals.signals import Batch
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.records import HeldGrants, KeptGrant

# A change ends sessions, revokes and is recorded within one transaction.
_SAME_CHANGE_SECONDS = 5
_MOST_COUNTED = 10_000


class RelyingClient(Struct, frozen=True):
    """A client with tokens of one session."""

    client_id: ClientId
    sid: Sid
    scope: frozenset[str]


RelyingClients = Mapping[int, tuple[RelyingClient, ...]]
"""By the id of a signal."""


def relying_clients(tx: Transaction, batch: Batch) -> RelyingClients:
    """Return the clients with a grant, by the id of each signal of `batch`, in one statement."""
    rows = tx.rows(
        table.HOLDERS,
        batch=batch.id,
        of_session=SignalKind.SESSION_ENDED.value,
        same_change_seconds=_SAME_CHANGE_SECONDS,
    )
    scopes: dict[tuple[int, ClientId, Sid], set[str]] = defaultdict(set)
    for row in rows:
        scopes[row.id, row.client_id, row.sid].update(row.scope.split())
    found: dict[int, list[RelyingClient]] = defaultdict(list)
    for (signal_id, client_id, sid), scope in scopes.items():
        found[signal_id].append(RelyingClient(client_id, sid, frozenset(scope)))
    return {signal_id: tuple(each) for signal_id, each in found.items()}


def clients_of_session(tx: Transaction, sid: Sid) -> tuple[ClientId, ...]:
    """Return the clients with a grant in the session; call it before they are revoked."""
    return tuple(tx.rows(table.CLIENTS_OF_SESSION, sid=sid))


def sessions_of_client(
    tx: Transaction, client_id: ClientId, now: int, *, most: int = _MOST_COUNTED
) -> tuple[int, bool]:
    """Return in how many sessions a client has a grant that has not ended, and if that is all.

    At most so many of its newest grants are looked at: it may have them by millions.
    """
    found = tx.row(table.SESSIONS_OF_CLIENT, client_id=client_id, now=now, most=most)
    sessions, grants = found or (0, 0)
    return sessions, grants < most


def held_of_account(tx: Transaction, account_id: AccountId) -> tuple[HeldGrants, ...]:
    """Return the grants that are not revoked, once for each client and set of scopes.

    Expired ones too until they are purged: a portal's own session may last.
    """
    return tuple(tx.rows(table.HELD_OF_ACCOUNT, account_id=account_id))


def last_clients_of_account(tx: Transaction, account_id: AccountId) -> tuple[ClientId, ...]:
    """Return the clients whose grants ended last, in one change: those of an ended account."""
    return tuple(
        tx.rows(
            table.LAST_CLIENTS_OF_ACCOUNT,
            account_id=account_id,
            same_change_seconds=_SAME_CHANGE_SECONDS,
        )
    )


def kept_grants(tx: Transaction, account_id: AccountId) -> tuple[KeptGrant, ...]:
    """Return the account's grants that are still kept, ended or not."""
    grants = tx.rows(table.LIST_GRANTS, account_id=account_id)
    sessions = tx.rows(table.LIST_PORTAL_SESSIONS, account_id=account_id)
    return (*grants, *sessions)


def unused_accounts(tx: Transaction, *, before: int, count: int) -> tuple[AccountId, ...]:
    """Return open accounts that nobody used since `before`, the longest unused first."""
    return tuple(tx.rows(table.LIST_UNUSED, before=before, count=count))


def is_unused(tx: Transaction, account_id: AccountId, *, before: int) -> bool:
    """Return whether the account is open and nobody used it since `before`."""
    return tx.row(table.IS_UNUSED, id=account_id, before=before) is not None


def keep_last_relying_clients(
    tx: Transaction, account_id: AccountId, also: Iterable[ClientId] = ()
) -> None:
    """Store the clients with grants of an account that is being closed, and `also` those.

    Call it before the grants are revoked.
    """
    held = {each.client_id for each in held_of_account(tx, account_id)} | {*also}
    batch = [{"account_id": account_id, "client_id": each} for each in sorted(held)]
    tx.run_many(table.KEEP_LAST_HOLDER, batch)


def end_last_relying_clients(tx: Transaction, account_id: AccountId, now: int) -> None:
    """End the rows of `keep_last_relying_clients`, a day after those clients were notified."""
    tx.run(table.END_LAST_HOLDERS, account_id=account_id, now=now)


def forget_grants(tx: Transaction, account_id: AccountId) -> None:
    """Erase every grant of an account that is erased."""
    tx.run(table.REMOVE_GRANTS, account_id=account_id)
    tx.run(table.REMOVE_PORTAL_SESSIONS, account_id=account_id)


def forget_sessions(tx: Transaction, sids: Iterable[Sid]) -> None:
    """Delete the clients of sessions that ended, once it is known whom to notify."""
    tx.run_many(table.END_PORTAL_SESSION, [{"sid": sid} for sid in sorted({*sids})])


def purge_grants(tx: Transaction, *, before: int, chunk: int) -> int:
    """Delete at most `chunk` grants that expired `before` then; return how many."""
    rows = tx.rows(table.PURGE_GRANTS, before=before, chunk=chunk)
    given = {(each.sid, each.client_id, each.scope) for each in rows if not each.revoked_at}
    names = ("sid", "client_id", "scope")
    batch = [dict(zip(names, each, strict=True)) for each in sorted(given)]
    tx.run_many(table.KEEP_PORTAL_SESSION, batch)
    return len(rows)
