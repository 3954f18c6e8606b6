"""Pending keys that were asked to sign as soon as that is safe, beside those that only wait."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the column; what is pending now was published to sign next."""
    op.add_column("signing_key", sa.Column("asked_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE signing_key SET asked_at = published_at WHERE state = 'pending'")
