"""Clients that register themselves (RFC 7591), and the tokens that invite them to."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NUMBER = sa.BigInteger()
BYTES = sa.LargeBinary()


def must(name: str, kind: sa.types.TypeEngine[Any], *, primary_key: bool = False) -> sa.Column[Any]:
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    """Add the column and the table; a client from before was registered by an administrator."""
    op.add_column("client", sa.Column("registration_token_hash", BYTES, nullable=True))
    op.create_table(
        "client_invitation",
        must("id", sa.Text(), primary_key=True),
        must("token_hash", BYTES),
        must("note", sa.Text()),
        must("uses_left", NUMBER),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
    )
    op.create_index("client_invitation_by_token", "client_invitation", ["token_hash"], unique=True)
    op.create_index("client_invitation_by_end", "client_invitation", ["expires_at"])
