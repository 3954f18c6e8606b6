"""What a parent tells of oneself: a name, a telephone number, a postal address."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "account_details",
        sa.Column("account_id", sa.Text(), sa.ForeignKey("account.id"), primary_key=True),
        # All of them in one: nothing is looked for by a name or a number.
        sa.Column("details_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
    )
