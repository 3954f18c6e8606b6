"""The statements on consents."""

from idp.storage import Statement

FIND = Statement(
    "SELECT scope FROM consent WHERE account_id = :account_id AND client_id = :client_id"
)
OF_ACCOUNT = Statement(
    "SELECT client_id, scope, given_at FROM consent WHERE account_id = :account_id"
)
WITHDRAW = Statement(
    "DELETE FROM consent WHERE account_id = :account_id AND client_id = :client_id"
)
WITHDRAW_SINCE = Statement(
    "DELETE FROM consent WHERE account_id = :account_id AND given_at > :since"
)
WITHDRAW_ALL = Statement("DELETE FROM consent WHERE account_id = :account_id")
# What was agreed to before stays agreed to: the caller joins both scopes.
GIVE = Statement(
    """INSERT INTO consent (account_id, client_id, scope, given_at)
       VALUES (:account_id, :client_id, :scope, :now)
       ON CONFLICT (account_id, client_id) DO UPDATE
           SET scope = excluded.scope, given_at = excluded.given_at"""
)
