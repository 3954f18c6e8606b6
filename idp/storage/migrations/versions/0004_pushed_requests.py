"""Authorization requests that clients pushed (RFC 9126), until a browser brings their name."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger()
BYTES = sa.LargeBinary()


def must(name: str, kind: sa.types.TypeEngine[Any], *, primary_key: bool = False) -> sa.Column[Any]:
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "pushed_request",
        must("id_hash", BYTES, primary_key=True),
        must("client_id", sa.Text()),
        must("request_sealed", BYTES),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        sa.Column("spent_at", NUMBER, nullable=True),
    )
    op.create_index("pushed_request_by_end", "pushed_request", ["expires_at"])
