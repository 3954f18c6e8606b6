"""Initial access tokens: each allows a number of client registrations (RFC 7591 §3)."""

from idp.clients import table
from idp.clients.records import Invitation
from idp.ids import hashed, new_id, new_secret
from idp.storage import Transaction


def invite(
    tx: Transaction, *, note: str, uses: int, now: int, expires_at: int
) -> tuple[str, Invitation]:
    """Create and return a token for `uses` clients; only its hash is stored."""
    token, invitation = new_secret(), Invitation(new_id(), note, uses, expires_at)
    tx.run(
        table.ADD_INVITATION,
        id=invitation.id,
        token_hash=hashed(token),
        note=note,
        uses=uses,
        now=now,
        expires_at=expires_at,
    )
    return token, invitation


def is_invited(tx: Transaction, token: str, now: int) -> bool:
    """Return whether `token` seems valid now; only `use_invitation` makes sure."""
    return tx.row(table.FIND_INVITATION, token_hash=hashed(token), now=now) is not None


def use_invitation(tx: Transaction, token: str, now: int) -> str | None:
    """Use `token` once, in the transaction that registers; None when it is not valid.

    Returns the id of the invitation.
    """
    return tx.row(table.USE_INVITATION, token_hash=hashed(token), now=now)


def list_invitations(tx: Transaction, now: int) -> list[Invitation]:
    """Return those that are still valid."""
    return tx.rows(table.LIST_INVITATIONS, now=now)


def withdraw_invitation(tx: Transaction, invitation_id: str) -> bool:
    """Revoke the token; False when there is none of that id."""
    return tx.run(table.WITHDRAW_INVITATION, id=invitation_id) == 1
