"""What happened to accounts, which portals must hear of it, and what each is still to be told."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NUMBER = sa.BigInteger()
TEXT = sa.Text()


def must(name: str, kind: sa.types.TypeEngine[Any], **options: Any) -> sa.Column[Any]:  # noqa: ANN401
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False, **options)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "portal_signal",
        must("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        must("kind", TEXT),
        must("account_id", TEXT),
        must("sid", TEXT),
        must("at", NUMBER),
        # Who tells it on, while that lasts; the row goes in the same transaction.
        sa.Column("batch", TEXT, nullable=True),
    )
    op.create_table(
        "portal_delivery",
        must("id", TEXT, primary_key=True),
        must("kind", TEXT),
        must("client_id", TEXT),
        must("account_id", TEXT),
        must("sid", TEXT),
        # What only its kind knows to read; sealed.
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        must("state", TEXT),
        must("attempts", NUMBER, server_default="0"),
        must("at", NUMBER),
        must("due_at", NUMBER),
        must("expires_at", NUMBER),
    )
    waiting = sa.text("state IN ('waiting', 'sending')")
    op.create_index(
        "portal_delivery_due",
        "portal_delivery",
        ["client_id", "due_at"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    over = sa.text("state IN ('told', 'expired')")
    op.create_index(
        "portal_delivery_over",
        "portal_delivery",
        ["due_at"],
        postgresql_where=over,
        sqlite_where=over,
    )
    op.create_table(
        "portal_session",
        must("sid", TEXT, primary_key=True),
        must("client_id", TEXT, primary_key=True),
        must("scope", TEXT, primary_key=True),
        must("account_id", TEXT),
        must("expires_at", NUMBER),
    )
    op.create_index("portal_session_of_account", "portal_session", ["account_id"])
    op.create_index("portal_session_by_end", "portal_session", ["expires_at"])
