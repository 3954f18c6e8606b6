"""Requests that wait, consents, grants, and what portals hear of their end."""

import sqlalchemy as sa
from alembic import op

from idp.storage.migrations.columns import BYTES, COUNTED, NUMBER, TEXT, index, may, must

revision = "0106"
down_revision = "0105"


def upgrade() -> None:
    """Create the tables."""
    _requests()
    _grants()
    _signals()


def _requests() -> None:
    op.create_table(
        "journey",
        must("id_hash", BYTES, primary_key=True),
        must("client_id", TEXT),
        must("request_sealed", BYTES),
        must("marks", TEXT, server_default=""),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        may("answered_at", NUMBER),
        may("slot", BYTES),
    )
    index("journey_by_end", "journey", ["expires_at"])
    index("journey_by_slot", "journey", ["slot"], unique=True, where="slot IS NOT NULL")
    op.create_table(
        "pushed_request",
        must("id_hash", BYTES, primary_key=True),
        must("client_id", TEXT),
        must("request_sealed", BYTES),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        may("spent_at", NUMBER),
    )
    index("pushed_request_by_end", "pushed_request", ["expires_at"])
    op.create_table(
        "approval_request",
        must("id_hash", BYTES, primary_key=True),
        # What leads a person to it; unique, so that no code leads to two.
        must("handle_hash", BYTES, unique=True),
        must("kind", TEXT),
        must("client_id", TEXT),
        may("account_id", TEXT),
        must("request_sealed", BYTES),
        must("interval_seconds", NUMBER),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        may("approved_at", NUMBER),
        may("refused_at", NUMBER),
    )
    index("approval_request_by_end", "approval_request", ["expires_at"])
    op.create_table(
        "consent",
        must("account_id", TEXT, sa.ForeignKey("account.id"), primary_key=True),
        must("client_id", TEXT, primary_key=True),
        must("scope", TEXT),
        must("given_at", NUMBER),
    )


def _grants() -> None:
    op.create_table(
        "authorization_grant",
        must("id", TEXT, primary_key=True),
        must("client_id", TEXT),
        must("account_id", TEXT, sa.ForeignKey("account.id")),
        must("sid", TEXT),
        must("scope", TEXT),
        may("claims", TEXT),
        must("redirect_uri", TEXT),
        must("code_hash", BYTES, unique=True),
        may("code_challenge", TEXT),
        must("code_expires_at", NUMBER),
        may("code_used_at", NUMBER),
        may("nonce", TEXT),
        must("auth_time", NUMBER),
        must("amr", TEXT),
        must("acr", TEXT),
        must("refresh_generation", NUMBER, server_default="0"),
        may("refreshed_at", NUMBER),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        may("revoked_at", NUMBER),
        may("resource", TEXT),
        may("authorization_details", TEXT),
        may("dpop_jkt", TEXT),
        may("cnf", TEXT),
        may("policy", TEXT),
    )
    index("grant_of_account", "authorization_grant", ["account_id"])
    index("grant_of_session", "authorization_grant", ["sid"])
    index("grant_by_end", "authorization_grant", ["expires_at"])
    index("grant_of_client", "authorization_grant", ["client_id", "created_at"])
    op.create_table(
        "portal_session",
        must("sid", TEXT, primary_key=True),
        must("client_id", TEXT, primary_key=True),
        must("scope", TEXT, primary_key=True),
        must("account_id", TEXT),
        must("expires_at", NUMBER),
    )
    index("portal_session_of_account", "portal_session", ["account_id"])
    index("portal_session_by_end", "portal_session", ["expires_at"])
    op.create_table(
        "last_holder",
        must("account_id", TEXT, primary_key=True),
        must("client_id", TEXT, primary_key=True),
        # When the account was erased or opened again; empty while it is closed.
        may("over_at", NUMBER),
    )
    index("last_holder_by_end", "last_holder", ["over_at"], where="over_at IS NOT NULL")
    op.create_table(
        "revoked_token",
        must("jti_hash", BYTES, primary_key=True),
        must("expires_at", NUMBER),
    )
    index("revoked_token_by_end", "revoked_token", ["expires_at"])
    op.create_table(
        "dpop_proof",
        must("jti_hash", BYTES, primary_key=True),
        must("expires_at", NUMBER),
    )
    index("dpop_proof_by_end", "dpop_proof", ["expires_at"])


def _signals() -> None:
    op.create_table(
        "portal_signal",
        must("id", COUNTED, primary_key=True),
        must("kind", TEXT),
        must("account_id", TEXT),
        must("sid", TEXT),
        must("at", NUMBER),
        # Who tells it on, while that lasts; the row goes in the same transaction.
        may("batch", TEXT),
    )
    op.create_table(
        "portal_delivery",
        must("id", TEXT, primary_key=True),
        must("kind", TEXT),
        must("client_id", TEXT),
        must("account_id", TEXT),
        must("sid", TEXT),
        # What only its kind knows to read; sealed.
        may("content_sealed", BYTES),
        must("state", TEXT),
        must("attempts", NUMBER, server_default="0"),
        must("at", NUMBER),
        must("due_at", NUMBER),
        must("expires_at", NUMBER),
    )
    index(
        "portal_delivery_due",
        "portal_delivery",
        ["client_id", "due_at"],
        where="state IN ('waiting', 'sending')",
    )
    index(
        "portal_delivery_over", "portal_delivery", ["due_at"], where="state IN ('told', 'expired')"
    )
    index("portal_delivery_held", "portal_delivery", ["client_id", "at"], where="state = 'held'")
    index("portal_delivery_held_by_end", "portal_delivery", ["due_at"], where="state = 'held'")
    op.create_table(
        "signal_stream",
        # One for each portal.
        must("client_id", TEXT, primary_key=True),
        must("id", TEXT),
        # `push`, or `poll`.
        must("method", TEXT),
        must("endpoint_uri", TEXT),
        may("authorization_sealed", BYTES),
        # JSON: what the portal wants to hear of; `null`: everything.
        must("events_requested", TEXT),
        must("description", TEXT),
        must("status", TEXT),
        must("reason", TEXT),
        must("verified_at", NUMBER),
    )
    op.create_table(
        "signal_stream_silence",
        must("client_id", TEXT, primary_key=True),
        # As the portal calls the person.
        must("subject", TEXT, primary_key=True),
        must("since", NUMBER),
    )
