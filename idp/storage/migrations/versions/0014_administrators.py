"""Administrators, what they may, their sessions and invitations."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

NUMBER = sa.BigInteger()
TEXT = sa.Text()
BYTES = sa.LargeBinary()


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "administrator",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("name_sealed", BYTES, nullable=False),
        sa.Column("address_sealed", BYTES, nullable=False),
        sa.Column("address_hash", BYTES, nullable=False, unique=True),
        # NULL: comes in by passkeys alone.
        sa.Column("password_hash", TEXT, nullable=True),
        sa.Column("locale", TEXT, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        # NULL: invited, and never came.
        sa.Column("entered_at", NUMBER, nullable=True),
        sa.Column("disabled_at", NUMBER, nullable=True),
    )
    op.create_table(
        "administrator_role",
        sa.Column("administrator_id", TEXT, primary_key=True),
        sa.Column("role", TEXT, primary_key=True),
    )
    # One row: whoever takes an owner away holds it, so that two at once never take the last two.
    lock = op.create_table(
        "administrator_lock",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("taken_at", NUMBER, nullable=False),
    )
    op.bulk_insert(lock, [{"id": 1, "taken_at": 0}])
    op.create_table(
        "administrator_session",
        sa.Column("id_hash", BYTES, primary_key=True),
        sa.Column("administrator_id", TEXT, nullable=False, index=True),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("seen_at", NUMBER, nullable=False),
        # When its administrator last proved who they are, and how.
        sa.Column("proven_at", NUMBER, nullable=False),
        sa.Column("amr", TEXT, nullable=False),
        sa.Column("expires_at", NUMBER, nullable=False, index=True),
    )
    op.create_table(
        "administrator_invitation",
        sa.Column("token_hash", BYTES, primary_key=True),
        sa.Column("administrator_id", TEXT, nullable=False, index=True),
        sa.Column("expires_at", NUMBER, nullable=False, index=True),
    )
