"""Who was signed in at a client lately, from the grants that are still kept."""

from msgspec import Struct

from idp.ids import AccountId, ClientId
from idp.storage import Transaction
from idp.tokens import table

MOST = 10_000
"""Where counting stops, so that it costs the same for every client."""


class Lately(Struct, frozen=True):
    """One grant; times in seconds, None where it never was."""

    account_id: AccountId
    at: int
    amr: tuple[str, ...]
    code_used_at: int | None
    code_expires_at: int
    revoked_at: int | None

    def outcome(self, now: int) -> str:
        """Return what became of it: `ended`, `redeemed`, `waiting` for the client, `unredeemed`."""
        if self.revoked_at is not None:
            return "ended"
        if self.code_used_at is not None:
            return "redeemed"
        return "waiting" if self.code_expires_at > now else "unredeemed"


def lately(transaction: Transaction, client_id: ClientId, *, most: int) -> list[Lately]:
    """Return the newest grants of the client, `most` of them."""
    rows = transaction.rows(table.LATELY, client_id=client_id, most=most)
    return [
        Lately(account_id, at, tuple(amr.split()), used_at, code_expires_at, revoked_at)
        for account_id, at, amr, used_at, code_expires_at, revoked_at in rows
    ]


def count_since(transaction: Transaction, client_id: ClientId, since: int) -> int:
    """Return how many grants the client was given after `since`; never more than `MOST`."""
    row = transaction.row(table.COUNT_LATELY, client_id=client_id, since=since, most=MOST)
    return 0 if row is None else int(row[0])
