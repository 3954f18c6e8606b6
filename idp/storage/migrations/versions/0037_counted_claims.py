"""Which told claims are counted in the record: one that was deleted is missed."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
oldest_code = "0034"


def upgrade() -> None:
    """Add the column; what was told before is not counted."""
    zero = sa.text("0")
    op.add_column(
        "issued_claim", sa.Column("counted", sa.BigInteger(), nullable=False, server_default=zero)
    )
