"""Whether what a token stands on still stands."""

from idp.clients.registration import is_enabled
from idp.ids import GrantId
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.access_token import AccessToken
from idp.tokens.grant import Grant
from idp.tokens.revocation import is_revoked


def find_active_grant(tx: Transaction, grant_id: GrantId, now: int) -> Grant | None:
    """Return the grant, unless it was revoked, ended, or its account disabled or closed."""
    return tx.row(table.FIND_STANDING, id=grant_id, now=now)


def find_active_grant_of_session(
    tx: Transaction, sid: str, client_id: str, now: int
) -> Grant | None:
    """Return the last grant of the client in a session, on the same conditions."""
    return tx.row(table.FIND_STANDING_OF_SESSION, sid=sid, client_id=client_id, now=now)


def token_stands(tx: Transaction, token: AccessToken, now: int) -> bool:
    """Return whether what `token` stands on still stands, and the token itself."""
    if token.grant_id is None:
        return not is_revoked(tx, token.jti)
    grant = find_active_grant(tx, token.grant_id, now)
    if grant is None:
        return False
    if grant.client_id == token.client_id:
        return True
    # An exchanged token stands on another client's grant, ends with that client, and can be revoked
    # alone (RFC 8693).
    return is_enabled(tx, grant.client_id) and not is_revoked(tx, token.jti)
