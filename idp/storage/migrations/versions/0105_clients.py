"""Portals, their secrets, invitations and trials."""

import sqlalchemy as sa
from alembic import op

from idp.storage.migrations.columns import BYTES, NUMBER, TEXT, index, may, must

revision = "0105"
down_revision = "0104"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "client",
        must("id", TEXT, primary_key=True),
        must("metadata", TEXT),
        must("created_at", NUMBER),
        must("updated_at", NUMBER),
        may("disabled_at", NUMBER),
        may("registration_token_hash", BYTES),
    )
    op.create_table(
        "client_secret",
        must("id", TEXT, primary_key=True),
        must("client_id", TEXT, sa.ForeignKey("client.id", ondelete="CASCADE")),
        must("secret_hash", BYTES),
        must("created_at", NUMBER),
        may("expires_at", NUMBER),
        may("secret_sealed", BYTES),
        # How many days ahead the last warning was; none yet: null.
        may("warned_days", NUMBER),
    )
    index("secret_of_client", "client_secret", ["client_id"])
    op.create_table(
        "client_assertion",
        must("jti_hash", BYTES, primary_key=True),
        must("expires_at", NUMBER),
    )
    index("client_assertion_by_end", "client_assertion", ["expires_at"])
    op.create_table(
        "client_invitation",
        must("id", TEXT, primary_key=True),
        must("token_hash", BYTES),
        must("note", TEXT),
        must("uses_left", NUMBER),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
    )
    index("client_invitation_by_token", "client_invitation", ["token_hash"], unique=True)
    index("client_invitation_by_end", "client_invitation", ["expires_at"])
    op.create_table(
        "portal_trial",
        must("state_hash", BYTES, primary_key=True),
        # The portal, and the client that stands in for it.
        must("client_id", TEXT),
        must("stand_in_id", TEXT),
        must("actor", TEXT),
        # The verifier of PKCE, the nonce and the stand-in's secret.
        must("proofs_sealed", BYTES),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
    )
    index("portal_trial_by_end", "portal_trial", ["expires_at"])
