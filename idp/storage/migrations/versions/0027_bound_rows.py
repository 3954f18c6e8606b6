"""Codes over the rows that decide the claim: whoever writes to the database alone is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
oldest_code = "0026"

# Empty in what the version before wrote: `parvis db upgrade` binds it (docs/decisions/0024).
_BOUND = ("guardian_contact", "organisation", "address", "child_link", "activation_letter")


def upgrade() -> None:
    """Add the columns."""
    for table in _BOUND:
        op.add_column(table, sa.Column("mac", sa.LargeBinary(), nullable=True))
    # Those of the contacts in the pack, in their order, one after the other.
    op.add_column("contact_pack", sa.Column("macs", sa.LargeBinary(), nullable=True))
