"""Accounts, their addresses and sessions, and what else opens them."""

import sqlalchemy as sa
from alembic import op

from idp.storage.migrations.columns import BYTES, NUMBER, TEXT, index, may, must

revision = "0103"
down_revision = "0102"


def upgrade() -> None:
    """Create the tables."""
    _accounts()
    _sessions()
    _authenticators()
    _upstream()


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
        may("erase_at", NUMBER),
        may("used_at", NUMBER),
    )
    # For the worker's look at what is due.
    index("account_to_erase", "account", ["erase_at"], where="erase_at IS NOT NULL")
    # For the worker's look at what nobody uses.
    index("account_by_use", "account", ["used_at"], where="closed_at IS NULL")
    op.create_table(
        "account_details",
        must("account_id", TEXT, sa.ForeignKey("account.id"), primary_key=True),
        # All of them in one: nothing is looked for by a name or a number.
        must("details_sealed", BYTES),
        must("updated_at", NUMBER),
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
        may("mac", BYTES),
        may("second_proof_at", NUMBER),
        may("suspended_at", NUMBER),
        must("added_device", TEXT, server_default=""),
        may("removal_at", NUMBER),
        may("removal_undo_hash", BYTES),
    )
    index("address_of_account", "address", ["account_id"])
    # For the worker's look at what is due, and for the link in the message.
    index("address_to_remove", "address", ["removal_at"], where="removal_at IS NOT NULL")
    index("address_by_undo", "address", ["removal_undo_hash"], where="removal_at IS NOT NULL")
    op.create_table(
        "past_address",
        must("id", TEXT),
        must("account_id", TEXT),
        must("address_hash", BYTES),
        must("added_at", NUMBER),
        must("ended_at", NUMBER),
    )
    index("past_address_by_id", "past_address", ["id"])
    index("past_address_of_account", "past_address", ["account_id"])
    index("past_address_by_end", "past_address", ["ended_at"])


def _sessions() -> None:
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
        may("journey_hash", BYTES),
    )
    index("session_of_account", "browser_session", ["account_id"])
    index("session_by_end", "browser_session", ["expires_at"])
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
    index("proof_of_account", "address_proof", ["account_id"])
    index("proof_of_address", "address_proof", ["address_hash"])
    index("address_proof_by_end", "address_proof", ["expires_at"])
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
    index("code_of_proof", "email_code", ["proof_hash", "number"], unique=True)
    op.create_table(
        "account_browser",
        must("account_id", TEXT, primary_key=True),
        must("browser_hash", BYTES, primary_key=True),
        must("device", TEXT),
        must("first_seen_at", NUMBER),
        # When more than a password was proven in it, and by what: an address's id, or a method.
        may("proven_at", NUMBER),
        may("proven_by", TEXT),
        must("expires_at", NUMBER),
    )
    index("account_browser_by_end", "account_browser", ["expires_at"])


def _authenticators() -> None:
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
        may("used_at", NUMBER),
        may("second_proof_at", NUMBER),
        may("suspended_at", NUMBER),
        must("added_device", TEXT, server_default=""),
    )
    index("passkey_of_holder", "passkey", ["realm", "holder_id"])
    op.create_table(
        "authenticator_app",
        must("realm", TEXT, primary_key=True),
        must("holder_id", TEXT, primary_key=True),
        may("secret_sealed", BYTES),
        may("confirmed_at", NUMBER),
        # The last time step of which a code was accepted.
        must("last_step", NUMBER),
        may("pending_sealed", BYTES),
        may("pending_expires_at", NUMBER),
        may("second_proof_at", NUMBER),
        may("suspended_at", NUMBER),
        must("added_device", TEXT, server_default=""),
    )
    op.create_table(
        "recovery_code",
        must("realm", TEXT, primary_key=True),
        must("holder_id", TEXT, primary_key=True),
        must("code_hash", BYTES, primary_key=True),
        must("created_at", NUMBER),
        may("used_at", NUMBER),
        may("second_proof_at", NUMBER),
        may("suspended_at", NUMBER),
        must("added_device", TEXT, server_default=""),
    )
    op.create_table(
        "used_challenge",
        must("id_hash", BYTES, primary_key=True),
        must("expires_at", NUMBER),
    )
    index("used_challenge_by_end", "used_challenge", ["expires_at"])
    op.create_table(
        "pending_sign_in",
        must("id_hash", BYTES, primary_key=True),
        must("browser_hash", BYTES),
        must("realm", TEXT),
        must("holder_id", TEXT),
        must("context_sealed", BYTES),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        may("spent_at", NUMBER),
    )
    index("pending_sign_in_by_end", "pending_sign_in", ["expires_at"])
    index("pending_sign_in_of_holder", "pending_sign_in", ["realm", "holder_id"])


def _upstream() -> None:
    op.create_table(
        "upstream_link",
        must("id", TEXT, primary_key=True),
        must("account_id", TEXT, sa.ForeignKey("account.id")),
        must("provider", TEXT),
        # Unique: an identity opens one account.
        must("identity_hash", BYTES, unique=True),
        must("identity_sealed", BYTES),
        must("linked_at", NUMBER),
        must("linked_by", TEXT),
        may("used_at", NUMBER),
        may("second_proof_at", NUMBER),
        may("suspended_at", NUMBER),
        must("added_device", TEXT, server_default=""),
    )
    index("link_of_account", "upstream_link", ["account_id"])
    op.create_table(
        "upstream_attempt",
        must("state_hash", BYTES, primary_key=True),
        must("browser_hash", BYTES),
        must("provider", TEXT),
        must("attempt_sealed", BYTES),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        may("used_at", NUMBER),
    )
    index("upstream_attempt_by_end", "upstream_attempt", ["expires_at"])
    op.create_table(
        "upstream_arrival",
        must("id_hash", BYTES, primary_key=True),
        must("browser_hash", BYTES),
        must("arrival_sealed", BYTES),
        may("proof_hash", BYTES),
        must("created_at", NUMBER),
        must("expires_at", NUMBER),
        may("spent_at", NUMBER),
    )
    index("upstream_arrival_by_end", "upstream_arrival", ["expires_at"])
