"""Accounts, sessions, journeys, clients, keys, grants, mail, limits, audit."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None

# Every column is an integer, a text or bytes: see idp/storage/statement.py. Times are whole
# seconds since 1970 in UTC; `_hash` is a digest, `_sealed` is encrypted (idp/keys/vault.py).
NUMBER = sa.BigInteger()
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
BYTES = sa.LargeBinary()


def must(name: str, kind: TypeEngine[Any], *more: SchemaItem, **options: Any) -> Column[Any]:  # noqa: ANN401
    """Return a column that always has a value."""
    return Column(name, kind, *more, nullable=False, **options)


def may(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    """Return a column that may be empty."""
    return Column(name, kind, nullable=True)


def upgrade() -> None:
    """Create the tables."""
    _accounts()
    _journeys()
    _clients_and_keys()
    _grants()
    _services()


def _accounts() -> None:
    op.create_table(
        "account",
        must("id", TEXT, primary_key=True),
        may("password_hash", TEXT),
        may("password_changed_at", NUMBER),
        must("locale", TEXT),
        must("created_at", NUMBER),
        may("disabled_at", NUMBER),
        may("closed_at", NUMBER),
    )
    op.create_table(
        "address",
        must("id", TEXT, primary_key=True),
        must("account_id", TEXT, sa.ForeignKey("account.id")),
        # Unique: an address is written here only once control of it was proven.
        must("address_hash", BYTES, unique=True),
        must("address_sealed", BYTES),
        must("proven_at", NUMBER),
        must("proof", TEXT),
        must("added_at", NUMBER),
    )
    op.create_index("address_of_account", "address", ["account_id"])
    op.create_table(
        "browser_session",
        must("id_hash", BYTES, primary_key=True),
        must("account_id", TEXT, sa.ForeignKey("account.id")),
        must("sid", TEXT, unique=True),
        must("auth_time", NUMBER),
        must("amr", TEXT),
        must("acr", TEXT),
        must("created_at", NUMBER),
        must("seen_at", NUMBER),
        must("expires_at", NUMBER),
        must("idle_seconds", NUMBER),
        must("device", TEXT),
        may("ended_at", NUMBER),
    )
    op.create_index("session_of_account", "browser_session", ["account_id"])
    op.create_index("session_by_end", "browser_session", ["expires_at"])


def _journeys() -> None:
    op.create_table(
        "journey",
        must("id_hash", BYTES, primary_key=True),
        must("client_id", TEXT),
        must("request_sealed", BYTES),
        must("marks", TEXT, server_default=""),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        may("answered_at", NUMBER),
    )
    op.create_index("journey_by_end", "journey", ["expires_at"])
    op.create_table(
        "address_proof",
        must("id_hash", BYTES, primary_key=True),
        must("browser_hash", BYTES),
        must("purpose", TEXT),
        may("account_id", TEXT),
        must("address_hash", BYTES),
        must("address_sealed", BYTES),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        must("sent_count", NUMBER, server_default="0"),
        may("sent_at", NUMBER),
        may("proven_at", NUMBER),
        may("spent_at", NUMBER),
    )
    op.create_index("proof_of_account", "address_proof", ["account_id"])
    op.create_index("proof_of_address", "address_proof", ["address_hash"])
    op.create_index("address_proof_by_end", "address_proof", ["expires_at"])
    op.create_table(
        "email_code",
        must("id", TEXT, primary_key=True),
        must("proof_hash", BYTES, sa.ForeignKey("address_proof.id_hash", ondelete="CASCADE")),
        must("number", NUMBER),
        must("code_hash", BYTES),
        must("outbox_id", TEXT),
        must("created_at", NUMBER),
        must("tries", NUMBER, server_default="0"),
    )
    op.create_index("code_of_proof", "email_code", ["proof_hash", "number"], unique=True)


def _clients_and_keys() -> None:
    op.create_table(
        "client",
        must("id", TEXT, primary_key=True),
        must("metadata", TEXT),
        must("created_at", NUMBER),
        must("updated_at", NUMBER),
        may("disabled_at", NUMBER),
    )
    op.create_table(
        "client_secret",
        must("id", TEXT, primary_key=True),
        must("client_id", TEXT, sa.ForeignKey("client.id", ondelete="CASCADE")),
        must("secret_hash", BYTES),
        must("created_at", NUMBER),
        may("expires_at", NUMBER),
    )
    op.create_index("secret_of_client", "client_secret", ["client_id"])
    op.create_table(
        "client_assertion",
        must("jti_hash", BYTES, primary_key=True),
        must("expires_at", NUMBER),
    )
    op.create_index("client_assertion_by_end", "client_assertion", ["expires_at"])
    op.create_table(
        "version",
        must("name", TEXT, primary_key=True),
        must("number", NUMBER),
    )
    op.create_table(
        "data_key",
        must("name", TEXT, primary_key=True),
        must("key_sealed", BYTES),
        must("created_at", NUMBER),
    )
    op.create_table(
        "signing_key",
        must("kid", TEXT, primary_key=True),
        must("algorithm", TEXT),
        must("state", TEXT),
        must("public_jwk", TEXT),
        may("private_sealed", BYTES),
        must("published_at", NUMBER),
        may("activated_at", NUMBER),
        may("retired_at", NUMBER),
        may("removed_at", NUMBER),
    )
    # Exactly one key signs for each algorithm, whatever several nodes try at once.
    one = sa.text("state = 'active'")
    op.create_index(
        "one_active_key",
        "signing_key",
        ["algorithm"],
        unique=True,
        sqlite_where=one,
        postgresql_where=one,
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
    )
    op.create_index("grant_of_account", "authorization_grant", ["account_id"])
    op.create_index("grant_of_session", "authorization_grant", ["sid"])
    op.create_index("grant_by_end", "authorization_grant", ["expires_at"])
    op.create_table(
        "revoked_token",
        must("jti_hash", BYTES, primary_key=True),
        must("expires_at", NUMBER),
    )
    op.create_index("revoked_token_by_end", "revoked_token", ["expires_at"])
    op.create_table(
        "consent",
        must("account_id", TEXT, sa.ForeignKey("account.id"), primary_key=True),
        must("client_id", TEXT, primary_key=True),
        must("scope", TEXT),
        must("given_at", NUMBER),
    )


def _services() -> None:
    op.create_table(
        "outbox",
        must("id", TEXT, primary_key=True),
        must("kind", TEXT),
        must("recipient_sealed", BYTES),
        must("message_sealed", BYTES),
        must("state", TEXT),
        must("attempts", NUMBER, server_default="0"),
        must("created_at", NUMBER),
        must("due_at", NUMBER),
        must("expires_at", NUMBER),
        may("answered_at", NUMBER),
        may("answer", TEXT),
    )
    op.create_index("outbox_due", "outbox", ["state", "due_at"])
    op.create_table(
        "limit_bucket",
        must("name", TEXT, primary_key=True),
        must("key_hash", BYTES, primary_key=True),
        must("period_start", NUMBER, primary_key=True),
        must("used", NUMBER),
        must("expires_at", NUMBER),
    )
    op.create_index("limit_bucket_by_end", "limit_bucket", ["expires_at"])
    op.create_table(
        "audit_event",
        sa.Column("id", COUNTED, primary_key=True, autoincrement=True),
        must("at", NUMBER),
        must("kind", TEXT),
        must("actor", TEXT),
        may("subject", TEXT),
        may("client_id", TEXT),
        must("outcome", TEXT),
        may("request_id", TEXT),
        must("details", TEXT),
    )
    op.create_index("audit_of_subject", "audit_event", ["subject", "at"])
