"""How many rows of its file an import has read, and about how many there are."""

from alembic import op

from idp.storage.migrations.columns import NUMBER, must

revision = "0113"
down_revision = "0111"
oldest_code = "0107"


def upgrade() -> None:
    """Add two counts; a program of before leaves them at nothing."""
    for name in ("rows_read", "rows_expected"):
        op.add_column("registry_import", must(name, NUMBER, server_default="0"))
