"""When a parent who passed the page of the child over is offered it again."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
oldest_code = "0028"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "child_offer",
        sa.Column("account_id", sa.Text(), primary_key=True),
        sa.Column("again_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("child_offer_by_time", "child_offer", ["again_at"])
