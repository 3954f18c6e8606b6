"""Requests that a person approves elsewhere, while their client asks whether it happened."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

NUMBER = sa.BigInteger()
BYTES = sa.LargeBinary()
TEXT = sa.Text()


def must(name: str, kind: sa.types.TypeEngine[Any], **options: Any) -> sa.Column[Any]:  # noqa: ANN401
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False, **options)


def may(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    """Return a column that may be empty."""
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "approval_request",
        must("id_hash", BYTES, primary_key=True),
        # What leads a person to it; unique, so that no code leads to two.
        must("handle_hash", BYTES, unique=True),
        must("kind", TEXT),
        must("client_id", TEXT),
        may("account_id", TEXT),
        must("request_sealed", BYTES),
        must("interval_seconds", NUMBER),
        must("next_poll_at", NUMBER),
        must("hasty", NUMBER, server_default="0"),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        may("approved_at", NUMBER),
        may("refused_at", NUMBER),
    )
    op.create_index("approval_request_by_end", "approval_request", ["expires_at"])
