"""Places for journeys above a network's budget, each taken by one journey at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
oldest_code = "0029"


def upgrade() -> None:
    """Add the column; the version before leaves it empty, and is in nobody's place."""
    op.add_column("journey", sa.Column("slot", sa.LargeBinary(), nullable=True))
    taken = sa.text("slot IS NOT NULL")
    op.create_index(
        "journey_by_slot",
        "journey",
        ["slot"],
        unique=True,
        postgresql_where=taken,
        sqlite_where=taken,
    )
