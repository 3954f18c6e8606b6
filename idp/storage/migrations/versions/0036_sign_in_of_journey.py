"""For which request of a portal a sign-in was made: what `prompt=login` and `max_age` ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
oldest_code = "0034"


def upgrade() -> None:
    """Add the column; sessions that are there already were begun for none."""
    op.add_column("browser_session", sa.Column("journey_hash", sa.LargeBinary(), nullable=True))
