"""What a grant is for beyond its scope: resources, authorization details, the client's key."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; a grant from before is for no resource in particular."""
    for name in ("resource", "authorization_details", "dpop_jkt"):
        op.add_column("authorization_grant", sa.Column(name, sa.Text(), nullable=True))
