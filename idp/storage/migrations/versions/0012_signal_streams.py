"""Event streams of portals (Shared Signals), and events that wait until a portal fetches them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

NUMBER = sa.BigInteger()
TEXT = sa.Text()


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "signal_stream",
        # One for each portal.
        sa.Column("client_id", TEXT, primary_key=True),
        sa.Column("id", TEXT, nullable=False),
        # `push`, or `poll`.
        sa.Column("method", TEXT, nullable=False),
        sa.Column("endpoint_uri", TEXT, nullable=False),
        sa.Column("authorization_sealed", sa.LargeBinary(), nullable=True),
        # JSON: what the portal wants to hear of; `null`: everything.
        sa.Column("events_requested", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("verified_at", NUMBER, nullable=False),
    )
    op.create_table(
        "signal_stream_silence",
        sa.Column("client_id", TEXT, primary_key=True),
        # As the portal calls the person.
        sa.Column("subject", TEXT, primary_key=True),
        sa.Column("since", NUMBER, nullable=False),
    )
    held = sa.text("state = 'held'")
    op.create_index(
        "portal_delivery_held",
        "portal_delivery",
        ["client_id", "at"],
        postgresql_where=held,
        sqlite_where=held,
    )
    op.create_index(
        "portal_delivery_held_by_end",
        "portal_delivery",
        ["due_at"],
        postgresql_where=held,
        sqlite_where=held,
    )
