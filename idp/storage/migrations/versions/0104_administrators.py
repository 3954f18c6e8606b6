"""Administrators, their roles, sessions and invitations."""

from alembic import op

from idp.storage.migrations.columns import BYTES, NUMBER, TEXT, index, may, must

revision = "0104"
down_revision = "0103"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "administrator",
        must("id", TEXT, primary_key=True),
        must("name_sealed", BYTES),
        must("address_sealed", BYTES),
        must("address_hash", BYTES, unique=True),
        # NULL: comes in by passkeys alone.
        may("password_hash", TEXT),
        must("locale", TEXT),
        must("created_at", NUMBER),
        # NULL: invited, and never came.
        may("entered_at", NUMBER),
        may("disabled_at", NUMBER),
    )
    op.create_table(
        "administrator_role",
        must("administrator_id", TEXT, primary_key=True),
        must("role", TEXT, primary_key=True),
    )
    # One row: whoever takes an owner away holds it, so that two at once never take the last two.
    op.create_table(
        "administrator_lock",
        must("id", NUMBER, primary_key=True, autoincrement=False),
        must("taken_at", NUMBER),
    )
    op.execute("INSERT INTO administrator_lock (id, taken_at) VALUES (1, 0)")
    op.create_table(
        "administrator_session",
        must("id_hash", BYTES, primary_key=True),
        must("administrator_id", TEXT),
        must("created_at", NUMBER),
        must("seen_at", NUMBER),
        # When its administrator last proved who they are, and how.
        must("proven_at", NUMBER),
        must("amr", TEXT),
        must("expires_at", NUMBER),
    )
    index("ix_administrator_session_expires_at", "administrator_session", ["expires_at"])
    index(
        "ix_administrator_session_administrator_id", "administrator_session", ["administrator_id"]
    )
    op.create_table(
        "administrator_invitation",
        must("token_hash", BYTES, primary_key=True),
        must("administrator_id", TEXT),
        must("expires_at", NUMBER),
    )
    index(
        "ix_administrator_invitation_administrator_id",
        "administrator_invitation",
        ["administrator_id"],
    )
    index("ix_administrator_invitation_expires_at", "administrator_invitation", ["expires_at"])
