"""Whether what a token stands on still stands."""

from idp.ids import GrantId
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.grant import Grant


def find_standing(transaction: Transaction, grant_id: GrantId, now: int) -> Grant | None:
    """Return the grant, unless it was revoked, ended, or its account disabled or closed."""
    row = transaction.row(table.FIND_STANDING, id=grant_id, now=now)
    return None if row is None else Grant.of(row)
