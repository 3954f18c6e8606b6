"""Ending grants: one, those of a session, those of an account; and single access tokens."""

from idp.ids import AccountId, ClientId, GrantId, Sid, hashed
from idp.storage import Transaction
from idp.tokens import table


def revoke_grant(tx: Transaction, grant_id: GrantId, client_id: ClientId, now: int) -> bool:
    """Revoke a grant, with its access and refresh tokens; return whether it was valid."""
    return tx.run(table.REVOKE, id=grant_id, client_id=client_id, now=now) == 1


def revoke_session(tx: Transaction, sid: Sid, now: int) -> None:
    """Revoke the grants of a session, except those that outlive it."""
    tx.run(table.REVOKE_OF_SESSION, sid=sid, now=now)


def revoke_account(tx: Transaction, account_id: AccountId, now: int) -> None:
    """Revoke every grant of the account."""
    tx.run(table.REVOKE_OF_ACCOUNT, account_id=account_id, now=now)


def revoke_client(
    tx: Transaction, account_id: AccountId, client_id: ClientId, now: int
) -> tuple[Sid, ...]:
    """Revoke the account's grants to the client; return the session of each.

    "" for a grant outside a session; a session with two grants comes twice.
    """
    of = {"account_id": account_id, "client_id": client_id}
    revoked = tx.rows(table.REVOKE_OF_CLIENT, **of, now=now)
    ended = tx.rows(table.END_PORTAL_SESSION_OF_CLIENT, **of)
    return (*revoked, *ended)


def revoke_access_token(tx: Transaction, jti: str, expires_at: int) -> None:
    """Refuse an access token that has no grant of its client's own until it expires."""
    tx.run(table.ADD_REVOKED_TOKEN, jti_hash=hashed(jti), expires_at=expires_at)


def is_revoked(tx: Transaction, jti: str) -> bool:
    """Return whether `revoke_access_token` named this token."""
    return tx.row(table.FIND_REVOKED_TOKEN, jti_hash=hashed(jti)) is not None
