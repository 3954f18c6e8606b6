"""A proof of an address that is proven carries a code that the database alone cannot make."""

from alembic import op

from idp.storage.migrations.columns import BYTES, may

revision = "0119"
down_revision = "0118"
oldest_code = "0107"


def upgrade() -> None:
    """Add a column; what a program of before marks proven has none, and is begun again."""
    op.add_column("address_proof", may("mac", BYTES))
