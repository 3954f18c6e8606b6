"""When an account was last used."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the column; what is there counts as used today."""
    op.add_column("account", sa.Column("used_at", sa.BigInteger(), nullable=True))
    now = (
        "CAST(strftime('%s', 'now') AS INTEGER)"
        if op.get_bind().dialect.name == "sqlite"
        else "CAST(EXTRACT(EPOCH FROM now()) AS BIGINT)"
    )
    op.execute(f"UPDATE account SET used_at = {now}")
    open_ones = sa.text("closed_at IS NULL")
    # For the worker's look at what nobody uses.
    op.create_index(
        "account_by_use",
        "account",
        ["used_at"],
        postgresql_where=open_ones,
        sqlite_where=open_ones,
    )
