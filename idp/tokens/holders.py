"""Which clients hold something of a session or an account, and so have to hear of its end.

That is read from the grants, which cost no statement more at a sign-in; when a grant is purged
while its session goes on, a row of `portal_session` remembers whom it was given to.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from idp.ids import AccountId, ClientId, Sid
from idp.signals.model import Kind
from idp.signals.signals import Batch
from idp.storage import Transaction
from idp.tokens import table

# A change ends sessions, revokes and is written down within one transaction.
_SAME_CHANGE_SECONDS = 5


class Holder(Struct, frozen=True):
    """A client with tokens of one session."""

    client_id: ClientId
    sid: Sid
    scope: frozenset[str]


Holders = Mapping[int, tuple[Holder, ...]]
"""By the id of a signal."""


def holders(tx: Transaction, batch: Batch) -> Holders:
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


def clients_of_session(tx: Transaction, sid: Sid) -> tuple[ClientId, ...]:
    """Return who was given something in the session; to be asked before it is revoked."""
    return tuple(ClientId(row[0]) for row in tx.rows(table.CLIENTS_OF_SESSION, sid=sid))


def sessions_by_client(tx: Transaction, now: int) -> dict[ClientId, int]:
    """Return in how many sessions each client holds something that is not over."""
    rows = tx.rows(table.SESSIONS_BY_CLIENT, now=now)
    return {ClientId(client_id): count for client_id, count in rows}


class Held(Struct, frozen=True):
    """What a client holds of an account: scopes, and when they last served, in seconds.

    `used_at` is None when only the session is left in which they were granted.
    """

    client_id: ClientId
    scope: frozenset[str]
    used_at: int | None


def held_of_account(tx: Transaction, account_id: AccountId) -> tuple[Held, ...]:
    """Return what was granted and not revoked, once for each client and set of scopes.

    That a grant expired does not matter until it is purged: a portal's own session goes on.
    """
    return tuple(
        Held(client_id, frozenset(scope.split()), used_at)
        for client_id, scope, used_at in tx.rows(table.HELD_OF_ACCOUNT, account_id=account_id)
    )


def last_clients_of_account(tx: Transaction, account_id: AccountId) -> tuple[ClientId, ...]:
    """Return whose grants ended last, all in one change: those that an ended account had."""
    rows = tx.rows(
        table.LAST_CLIENTS_OF_ACCOUNT,
        account_id=account_id,
        same_change_seconds=_SAME_CHANGE_SECONDS,
    )
    return tuple(ClientId(row[0]) for row in rows)


class KeptGrant(Struct, frozen=True):
    """What is kept of one grant, or of a portal's session that outlived it; times in seconds."""

    client_id: ClientId
    scope: str
    created_at: int | None
    refreshed_at: int | None
    expires_at: int
    revoked_at: int | None


def kept_grants(tx: Transaction, account_id: AccountId) -> tuple[KeptGrant, ...]:
    """Return what is still kept of what the account granted, ended or not."""
    grants = tx.rows(table.LIST_GRANTS, account_id=account_id)
    sessions = tx.rows(table.LIST_PORTAL_SESSIONS, account_id=account_id)
    return (
        *(KeptGrant(*row) for row in grants),
        *(
            KeptGrant(client_id, scope, None, None, expires_at, None)
            for client_id, scope, expires_at in sessions
        ),
    )


def unused_accounts(tx: Transaction, *, before: int, count: int) -> tuple[AccountId, ...]:
    """Return open accounts that nobody used since `before`, the longest unused first."""
    rows = tx.rows(table.LIST_UNUSED, before=before, count=count)
    return tuple(AccountId(row[0]) for row in rows)


def is_unused(tx: Transaction, account_id: AccountId, *, before: int) -> bool:
    """Tell whether the account is open and nobody used it since `before`."""
    return tx.row(table.IS_UNUSED, id=account_id, before=before) is not None


def keep_last_holders(
    tx: Transaction, account_id: AccountId, also: Iterable[ClientId] = ()
) -> None:
    """Remember who holds something of an account that is being closed, and `also` those.

    To be called before what was granted is revoked.
    """
    held = {each.client_id for each in held_of_account(tx, account_id)} | {*also}
    batch = [{"account_id": account_id, "client_id": each} for each in sorted(held)]
    tx.run_many(table.KEEP_LAST_HOLDER, batch)


def end_last_holders(tx: Transaction, account_id: AccountId, now: int) -> None:
    """Let what `keep_last_holders` remembers go, a day after they were told of the end."""
    tx.run(table.END_LAST_HOLDERS, account_id=account_id, now=now)


def forget_grants(tx: Transaction, account_id: AccountId) -> None:
    """Erase all that was ever granted by an account whose time is over."""
    tx.run(table.REMOVE_GRANTS, account_id=account_id)
    tx.run(table.REMOVE_PORTAL_SESSIONS, account_id=account_id)


def forget_sessions(tx: Transaction, sids: Iterable[Sid]) -> None:
    """Forget who held something of sessions that ended, once it is known whom to tell."""
    tx.run_many(table.END_PORTAL_SESSION, [{"sid": sid} for sid in sorted({*sids})])


def purge_grants(tx: Transaction, *, before: int, chunk: int) -> int:
    """Delete at most `chunk` grants that expired `before` then; return how many."""
    rows = tx.rows(table.PURGE_GRANTS, before=before, chunk=chunk)
    given = {
        (sid, client_id, scope) for sid, client_id, scope, revoked_at in rows if not revoked_at
    }
    names = ("sid", "client_id", "scope")
    batch = [dict(zip(names, each, strict=True)) for each in sorted(given)]
    tx.run_many(table.KEEP_PORTAL_SESSION, batch)
    return len(rows)
