"""What accounts are called at the portals of a former system."""

from alembic import op

from idp.storage.migrations.columns import BYTES, NUMBER, TEXT, index, may, must

revision = "0115"
down_revision = "0113"
oldest_code = "0107"


def upgrade() -> None:
    """Create the table: what no older program knows, and none misses."""
    op.create_table(
        "former_subject",
        must("account_id", TEXT, primary_key=True),
        # The name of what was imported, as a portal's registration says it.
        must("source", TEXT, primary_key=True),
        # Neither: the account goes by its own name there.
        may("subject_hash", BYTES),
        may("subject_sealed", BYTES),
        must("settled_at", NUMBER),
    )
    index(
        "former_subject_by_name",
        "former_subject",
        ["source", "subject_hash"],
        unique=True,
        where="subject_hash IS NOT NULL",
    )
