"""Which code works on this shape, and a row that shows whether the database takes writes."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
oldest_code = "0034"


def upgrade() -> None:
    """Create the table with its one row; what brings the steps writes the oldest code."""
    op.create_table(
        "node_readiness",
        sa.Column("id", sa.BigInteger(), sa.CheckConstraint("id = 1"), primary_key=True),
        # The step that the oldest code needs that still works here.
        sa.Column("oldest_code", sa.Text(), nullable=False),
        # When a node tried last whether the database takes writes.
        sa.Column("written_at", sa.BigInteger(), nullable=False),
    )
    op.execute("INSERT INTO node_readiness (id, oldest_code, written_at) VALUES (1, '0035', 0)")
