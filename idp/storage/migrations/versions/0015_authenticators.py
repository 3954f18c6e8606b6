"""Passkeys, authenticator apps, recovery codes, and sign-ins between two factors."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

NUMBER = sa.BigInteger()
TEXT = sa.Text()
BYTES = sa.LargeBinary()


def must(name: str, kind: sa.types.TypeEngine[Any], **options: Any) -> sa.Column[Any]:  # noqa: ANN401
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False, **options)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "passkey",
        must("id", TEXT, primary_key=True),
        # `account` or `administrator`: the holder's id is one of either, so there is no key to it.
        must("realm", TEXT),
        must("holder_id", TEXT),
        must("credential_id", BYTES, unique=True),
        # COSE, as it was registered.
        must("public_key", BYTES),
        must("sign_count", NUMBER),
        must("aaguid", TEXT),
        # Backup eligibility and backup state (WebAuthn Level 3 §6.1.3).
        must("synced", NUMBER),
        must("backed_up", NUMBER),
        must("label_sealed", BYTES),
        must("created_at", NUMBER),
        sa.Column("used_at", NUMBER, nullable=True),
    )
    op.create_index("passkey_of_holder", "passkey", ["realm", "holder_id"])
    op.create_table(
        "used_challenge",
        must("id_hash", BYTES, primary_key=True),
        must("expires_at", NUMBER),
    )
    op.create_index("used_challenge_by_end", "used_challenge", ["expires_at"])
    op.create_table(
        "authenticator_app",
        must("realm", TEXT, primary_key=True),
        must("holder_id", TEXT, primary_key=True),
        sa.Column("secret_sealed", BYTES, nullable=True),
        sa.Column("confirmed_at", NUMBER, nullable=True),
        # The last time step of which a code was accepted.
        must("last_step", NUMBER),
        sa.Column("pending_sealed", BYTES, nullable=True),
        sa.Column("pending_expires_at", NUMBER, nullable=True),
    )
    op.create_table(
        "recovery_code",
        must("realm", TEXT, primary_key=True),
        must("holder_id", TEXT, primary_key=True),
        must("code_hash", BYTES, primary_key=True),
        must("created_at", NUMBER),
        sa.Column("used_at", NUMBER, nullable=True),
    )
    op.create_table(
        "halfway_sign_in",
        must("id_hash", BYTES, primary_key=True),
        must("browser_hash", BYTES),
        must("realm", TEXT),
        must("holder_id", TEXT),
        must("context_sealed", BYTES),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        sa.Column("spent_at", NUMBER, nullable=True),
    )
    op.create_index("halfway_sign_in_by_end", "halfway_sign_in", ["expires_at"])
    op.create_index("halfway_sign_in_of_holder", "halfway_sign_in", ["realm", "holder_id"])
