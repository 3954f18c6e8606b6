"""Whether a grant, or a token of it, is still valid."""

from idp.clients.registration import is_enabled
from idp.ids import GrantId
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.access_token import AccessToken
from idp.tokens.grant import Grant
from idp.tokens.records import GrantedClaims
from idp.tokens.revocation import is_revoked


def find_active_grant(tx: Transaction, grant_id: GrantId, now: int) -> Grant | None:
    """Return the grant, or None if it was revoked or expired, or its account disabled or closed."""
    return tx.row(table.FIND_ACTIVE, id=grant_id, now=now)


def find_granted_claims(tx: Transaction, grant_id: GrantId, now: int) -> GrantedClaims | None:
    """Return what userinfo answers from, on the same conditions."""
    return tx.row(table.FIND_ACTIVE_CLAIMS, id=grant_id, now=now)


def find_active_grant_of_session(
    tx: Transaction, sid: str, client_id: str, now: int
) -> Grant | None:
    """Return the last grant of the client in a session, on the same conditions."""
    return tx.row(table.FIND_ACTIVE_OF_SESSION, sid=sid, client_id=client_id, now=now)


def token_stands(tx: Transaction, token: AccessToken, now: int) -> bool:
    """Return whether `token` and its grant are still valid."""
    if token.grant_id is None:
        return not is_revoked(tx, token.jti)
    client_id = tx.row(table.FIND_ACTIVE_CLIENT, id=token.grant_id, now=now)
    if client_id is None:
        return False
    if client_id == token.client_id:
        return True
    # An exchanged token depends on another client's grant, ends with that client, and can be
    # revoked alone (RFC 8693).
    return is_enabled(tx, client_id) and not is_revoked(tx, token.jti)
