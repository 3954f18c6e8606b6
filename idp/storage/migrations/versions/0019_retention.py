"""What an administrator set of retention, and what each rule destroyed last."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

NUMBER = sa.BigInteger()


def upgrade() -> None:
    """Create the tables; a rule of which nothing was set has no row."""
    op.create_table(
        "retention_rule",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("days", NUMBER, nullable=False),
        sa.Column("set_at", NUMBER, nullable=False),
    )
    op.create_table(
        "retention_run",
        # A rule's name, or `round`: the worker's last look at all of them.
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("ran_at", NUMBER, nullable=False),
        # Rows, on the day of `ran_at`.
        sa.Column("destroyed", NUMBER, nullable=False),
    )
