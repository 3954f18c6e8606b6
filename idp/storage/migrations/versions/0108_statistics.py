"""How often what happened, by day, and up to which event that is counted."""

from alembic import op

from idp.storage.migrations.columns import NUMBER, TEXT, must

revision = "0108"
down_revision = "0107"
oldest_code = "0107"


def upgrade() -> None:
    """Create the tables; the worker counts what the record holds already."""
    op.create_table(
        "daily_count",
        # The first second of the day.
        must("day_at", NUMBER, primary_key=True),
        must("subject", TEXT, primary_key=True),
        must("way", TEXT, primary_key=True),
        must("outcome", TEXT, primary_key=True),
        must("amount", NUMBER),
    )
    op.create_table(
        "counted_event",
        must("seq", NUMBER),
        must("counted_at", NUMBER),
    )
    op.execute("INSERT INTO counted_event (seq, counted_at) VALUES (0, 0)")
