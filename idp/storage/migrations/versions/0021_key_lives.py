"""Where private halves are kept, keys that were revoked, and one pending key of an algorithm."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the columns and the index."""
    op.add_column(
        "signing_key", sa.Column("kept_in", sa.Text(), nullable=False, server_default="database")
    )
    op.add_column("signing_key", sa.Column("revoked_at", sa.BigInteger(), nullable=True))
    # Two rotations at once could publish two: the later one never signed, and goes.
    op.execute(
        """UPDATE signing_key SET state = 'removed', removed_at = published_at,
                  private_sealed = NULL
           WHERE state = 'pending' AND kid NOT IN (
               SELECT min(kid) FROM signing_key WHERE state = 'pending' GROUP BY algorithm)"""
    )
    pending = sa.text("state = 'pending'")
    op.create_index(
        "one_pending_key",
        "signing_key",
        ["algorithm"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )
