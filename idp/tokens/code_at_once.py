"""An authorization code given in a session that is not read before (RFC 6749 §4.1.2)."""

from msgspec import Struct

from idp.accounts.sessions import SELDOMEST_TOUCH_SECONDS, TOUCHES_WHILE_IDLE
from idp.ids import ClientId, hashed, new_id, new_secret
from idp.settings import TokenSettings
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.lifetime import grant_seconds


class RequestedGrant(Struct, frozen=True):
    """What a request says of its grant; the rest is the session's."""

    client_id: ClientId
    scope: tuple[str, ...]
    claims: str | None
    redirect_uri: str
    code_challenge: str | None
    nonce: str | None
    resource: tuple[str, ...]
    authorization_details: str | None
    dpop_jkt: str | None
    policy: str | None


def give_code_at_once(
    tx: Transaction,
    requested: RequestedGrant,
    session_hash: bytes,
    *,
    now: int,
    settings: TokenSettings,
    code_seconds: int,
) -> str | None:
    """Write the grant in the session of `session_hash`, in one statement; return its code.

    None: no session of that hash lives, its account was closed or disabled, or the session's use is
    to be recorded first.
    """
    code = new_secret()
    code_expires_at = now + code_seconds
    added = tx.run(
        table.ADD_AT_ONCE[tx.dialect],
        session_hash=session_hash,
        seldomest=now - SELDOMEST_TOUCH_SECONDS,
        touches=TOUCHES_WHILE_IDLE,
        id=new_id(),
        client_id=requested.client_id,
        scope=" ".join(requested.scope),
        claims=requested.claims,
        redirect_uri=requested.redirect_uri,
        code_hash=hashed(code),
        code_challenge=requested.code_challenge,
        code_expires_at=code_expires_at,
        nonce=requested.nonce,
        resource=" ".join(requested.resource) or None,
        authorization_details=requested.authorization_details,
        dpop_jkt=requested.dpop_jkt,
        policy=requested.policy,
        now=now,
        expires_at=code_expires_at + grant_seconds(requested.scope, settings),
    )
    return code if added else None
