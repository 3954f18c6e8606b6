"""Recent sign-ins at a client, from the grants that are still kept."""

from idp.ids import ClientId
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.records import RecentSignIn

MOST = 10_000
"""Where counting stops, so that it costs the same for every client."""


def recent_sign_ins(tx: Transaction, client_id: ClientId, *, most: int) -> list[RecentSignIn]:
    """Return the newest grants of the client, `most` of them."""
    return tx.rows(table.LATELY, client_id=client_id, most=most)


def count_since(tx: Transaction, client_id: ClientId, since: int) -> int:
    """Return how many grants the client got after `since`, at most `MOST`."""
    count = tx.row(table.COUNT_LATELY, client_id=client_id, since=since, most=MOST)
    return count or 0
