"""By which journey of Azure AD B2C a grant was asked for, and grants by portal, newest first."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the column, and the index by which an administrator sees who came lately."""
    op.add_column("authorization_grant", sa.Column("policy", sa.Text(), nullable=True))
    op.create_index("grant_of_client", "authorization_grant", ["client_id", "created_at"])
