"""When contacts end: looked for by the worker, so that portals hear of it within a minute."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
oldest_code = "0027"

NUMBER = sa.BigInteger()


def upgrade() -> None:
    """Create the tables; what ended before now is what the registry in force began without."""
    # The few different ends in an import: nobody looks through a million contacts for them.
    op.create_table(
        "import_end",
        sa.Column("import_id", NUMBER, primary_key=True),
        sa.Column("organisation", sa.Text(), primary_key=True),
        sa.Column("until_at", NUMBER, primary_key=True),
    )
    op.execute(
        """INSERT INTO import_end (import_id, organisation, until_at)
           SELECT DISTINCT g.import_id, g.organisation, g.until_at
           FROM guardian_contact AS g
           JOIN organisation AS o ON o.code = g.organisation AND o.import_id = g.import_id
           WHERE g.until_at IS NOT NULL"""
    )
    # What a letter corrected ends by itself, too.
    corrected = sa.text("import_id = 0")
    op.create_index(
        "correction_by_end",
        "guardian_contact",
        ["until_at"],
        sqlite_where=corrected,
        postgresql_where=corrected,
    )
    # Up to when ends were told: one row.
    op.create_table("told_ending", sa.Column("up_to", NUMBER, nullable=False))
    op.execute(
        """INSERT INTO told_ending (up_to)
           SELECT COALESCE(MAX(since_at), 0) FROM registry_in_force"""
    )
