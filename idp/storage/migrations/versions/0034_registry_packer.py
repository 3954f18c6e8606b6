"""Which worker packs replaced imports: one at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
oldest_code = "0033"


def upgrade() -> None:
    """Create the table, with its only row."""
    op.create_table(
        "registry_packer",
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
    )
    op.execute("INSERT INTO registry_packer (holder, until_at) VALUES ('', 0)")
