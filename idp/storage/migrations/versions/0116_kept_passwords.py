"""A password of before that was right, until the code to its address comes back."""

import sqlalchemy as sa
from alembic import op

from idp.storage.migrations.columns import BYTES, NUMBER, index, must

revision = "0116"
down_revision = "0115"
oldest_code = "0107"


def upgrade() -> None:
    """Create the table: what no older program knows, and none misses."""
    op.create_table(
        "kept_password",
        # It goes with the proof of the address.
        must(
            "proof_hash",
            BYTES,
            sa.ForeignKey("address_proof.id_hash", ondelete="CASCADE"),
            primary_key=True,
        ),
        must("password_sealed", BYTES),
        must("remember", NUMBER),
        must("kept_at", NUMBER),
    )
    index("imported_child_by_age", "imported_child", ["added_at"])
    index(
        "imported_with_password",
        "imported_account",
        ["id"],
        where="claimed_by IS NULL AND password_sealed IS NOT NULL",
    )
