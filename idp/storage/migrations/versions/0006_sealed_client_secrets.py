"""Secrets that must be read again, for clients that sign with theirs (client_secret_jwt)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; the secrets of other methods are kept hashed alone."""
    op.add_column("client_secret", sa.Column("secret_sealed", sa.LargeBinary(), nullable=True))
