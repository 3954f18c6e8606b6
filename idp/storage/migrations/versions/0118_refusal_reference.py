"""By what reference the last refusal of a portal, of each reason and day, is looked up."""

from alembic import op

from idp.storage.migrations.columns import TEXT, may

revision = "0118"
down_revision = "0117"
oldest_code = "0107"


def upgrade() -> None:
    """Add a column; a program of before leaves it as it is."""
    op.add_column("client_refusal", may("last_reference", TEXT))
