"""To which key refresh tokens are bound, and the DPoP proofs that were used (RFC 9449)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column and the table; a grant from before is bound to its client alone."""
    op.add_column("authorization_grant", sa.Column("cnf", sa.Text(), nullable=True))
    op.create_table(
        "dpop_proof",
        sa.Column("jti_hash", sa.LargeBinary(), nullable=False, primary_key=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("dpop_proof_by_end", "dpop_proof", ["expires_at"])
