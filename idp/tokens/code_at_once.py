"""An authorization code given in a session that is not read before (RFC 6749 §4.1.2)."""

from idp.accounts.sessions import SELDOMEST_TOUCH_SECONDS, TOUCHES_WHILE_IDLE
from idp.ids import hashed
from idp.settings import TokenSettings
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.authorization_code import new_code
from idp.tokens.lifetime import grant_seconds
from idp.tokens.requested_grant import RequestedGrant


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
    grant_id, code = new_code(now)
    code_expires_at = now + code_seconds
    added = tx.run(
        table.ADD_AT_ONCE[tx.dialect],
        session_hash=session_hash,
        seldomest=now - SELDOMEST_TOUCH_SECONDS,
        touches=TOUCHES_WHILE_IDLE,
        id=grant_id,
        code_hash=hashed(code),
        code_expires_at=code_expires_at,
        now=now,
        expires_at=code_expires_at + grant_seconds(requested.scope, settings),
        **requested.values(),
    )
    return code if added else None
