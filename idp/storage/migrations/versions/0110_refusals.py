"""Why portals were refused, counted by portal, reason and day."""

from alembic import op

from idp.storage.migrations.columns import NUMBER, TEXT, index, must

revision = "0110"
down_revision = "0109"
oldest_code = "0107"


def upgrade() -> None:
    """Create the table: what no older program knows, and none misses."""
    op.create_table(
        "client_refusal",
        must("client_id", TEXT, primary_key=True),
        must("reason", TEXT, primary_key=True),
        # The first second of the day, in UTC.
        must("day_at", NUMBER, primary_key=True),
        must("times", NUMBER),
        must("last_at", NUMBER),
    )
    index("client_refusal_by_age", "client_refusal", ["last_at"])
