"""When a closed account is erased, and who is told of that."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

TEXT = sa.Text()
NUMBER = sa.BigInteger()


def upgrade() -> None:
    """Add the column and the table."""
    op.add_column("account", sa.Column("erase_at", NUMBER, nullable=True))
    waiting = sa.text("erase_at IS NOT NULL")
    # For the worker's look at what is due.
    op.create_index(
        "account_to_erase",
        "account",
        ["erase_at"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    op.create_table(
        "last_holder",
        sa.Column("account_id", TEXT, primary_key=True),
        sa.Column("client_id", TEXT, primary_key=True),
        # When the account was erased or opened again; empty while it is closed.
        sa.Column("over_at", NUMBER, nullable=True),
    )
    over = sa.text("over_at IS NOT NULL")
    op.create_index(
        "last_holder_by_end",
        "last_holder",
        ["over_at"],
        postgresql_where=over,
        sqlite_where=over,
    )
