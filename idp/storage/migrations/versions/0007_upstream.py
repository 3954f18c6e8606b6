"""Ways to other identity providers: attempts, arrivals that wait, and links to accounts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

NUMBER = sa.BigInteger()
TEXT = sa.Text()
BYTES = sa.LargeBinary()


def must(name: str, kind: sa.types.TypeEngine[Any], **options: Any) -> sa.Column[Any]:  # noqa: ANN401
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False, **options)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "upstream_attempt",
        must("state_hash", BYTES, primary_key=True),
        must("browser_hash", BYTES),
        must("provider", TEXT),
        must("attempt_sealed", BYTES),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        sa.Column("used_at", NUMBER, nullable=True),
    )
    op.create_index("upstream_attempt_by_end", "upstream_attempt", ["expires_at"])
    op.create_table(
        "upstream_arrival",
        must("id_hash", BYTES, primary_key=True),
        must("browser_hash", BYTES),
        must("arrival_sealed", BYTES),
        sa.Column("proof_hash", BYTES, nullable=True),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        sa.Column("spent_at", NUMBER, nullable=True),
    )
    op.create_index("upstream_arrival_by_end", "upstream_arrival", ["expires_at"])
    op.create_table(
        "upstream_link",
        must("id", TEXT, primary_key=True),
        sa.Column("account_id", TEXT, sa.ForeignKey("account.id"), nullable=False),
        must("provider", TEXT),
        # Unique: an identity opens one account.
        must("identity_hash", BYTES, unique=True),
        must("identity_sealed", BYTES),
        must("linked_at", NUMBER),
        must("linked_by", TEXT),
        sa.Column("used_at", NUMBER, nullable=True),
    )
    op.create_index("link_of_account", "upstream_link", ["account_id"])
