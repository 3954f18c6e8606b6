"""When the database was last restored, and last seen at work."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
oldest_code = "0030"

NUMBER = sa.BigInteger()


def upgrade() -> None:
    """Create the table with its one row: never restored."""
    op.create_table(
        "restoration",
        sa.Column("id", NUMBER, sa.CheckConstraint("id = 1"), primary_key=True),
        sa.Column("restored_at", NUMBER, nullable=False),
        # The last event of the record at that moment.
        sa.Column("restored_seq", NUMBER, nullable=False),
        sa.Column("seen_at", NUMBER, nullable=False),
        # Since when a machine refuses this database, which it knew further on.
        sa.Column("refused_at", NUMBER, nullable=True),
    )
    op.execute(
        "INSERT INTO restoration (id, restored_at, restored_seq, seen_at) VALUES (1, 0, 0, 0)"
    )
