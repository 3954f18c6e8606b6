"""The fate of messages by the address they went to, for whoever helps a parent who waits."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the column; a message from before is found by nobody, and gone in a month."""
    op.add_column("outbox", sa.Column("recipient_hash", sa.LargeBinary(), nullable=True))
    op.create_index("outbox_of_recipient", "outbox", ["recipient_hash", "created_at"])
