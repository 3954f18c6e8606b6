"""Of which secrets of portals it was said that they end, and sign-ins that administrators try."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

NUMBER = sa.BigInteger()
TEXT = sa.Text()


def upgrade() -> None:
    """Add the column and the table."""
    # How many days ahead the last warning was; none yet: null.
    op.add_column("client_secret", sa.Column("warned_days", NUMBER, nullable=True))
    op.create_table(
        "portal_trial",
        sa.Column("state_hash", sa.LargeBinary(), primary_key=True),
        # The portal, and the client that stands in for it.
        sa.Column("client_id", TEXT, nullable=False),
        sa.Column("stand_in_id", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        # The verifier of PKCE, the nonce and the stand-in's secret.
        sa.Column("proofs_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("expires_at", NUMBER, nullable=False),
    )
    op.create_index("portal_trial_by_end", "portal_trial", ["expires_at"])
