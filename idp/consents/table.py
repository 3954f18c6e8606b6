"""The statements on consents."""

from idp.consents.model import Consent
from idp.storage import Query, Statement, words

FIND = Query(
    str, "SELECT scope FROM consent WHERE account_id = :account_id AND client_id = :client_id"
)
OF_ACCOUNT = Query(
    Consent,
    "SELECT client_id, scope, given_at FROM consent WHERE account_id = :account_id",
    scope=lambda text: frozenset(words(text)),
)
WITHDRAW = Statement(
    "DELETE FROM consent WHERE account_id = :account_id AND client_id = :client_id"
)
WITHDRAW_SINCE = Statement(
    "DELETE FROM consent WHERE account_id = :account_id AND given_at > :since"
)
WITHDRAW_ALL = Statement("DELETE FROM consent WHERE account_id = :account_id")
# The caller joins the earlier scopes, which stay.
GIVE = Statement(
    """INSERT INTO consent (account_id, client_id, scope, given_at)
       VALUES (:account_id, :client_id, :scope, :now)
       ON CONFLICT (account_id, client_id) DO UPDATE
           SET scope = excluded.scope, given_at = excluded.given_at"""
)
