"""What a form led to, for a minute: the same form sent twice is carried out once."""

from alembic import op

from idp.storage.migrations.columns import BYTES, NUMBER, index, may, must

revision = "0117"
down_revision = "0116"
oldest_code = "0107"


def upgrade() -> None:
    """Create the table: what no older program knows, and none misses."""
    op.create_table(
        "sent_form",
        must("id_hash", BYTES, primary_key=True),
        must("begun_at", NUMBER),
        # Empty while the form is being carried out.
        may("answer_sealed", BYTES),
        must("expires_at", NUMBER),
    )
    index("sent_form_by_end", "sent_form", ["expires_at"])
