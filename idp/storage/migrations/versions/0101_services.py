"""What the house itself needs: versions, keys, limits, mail, retention, restoration."""

import sqlalchemy as sa
from alembic import op

from idp.storage.migrations.columns import BYTES, NUMBER, TEXT, index, may, must

revision = "0101"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    _storage()
    _keys()
    _services()


def _storage() -> None:
    op.create_table(
        "version",
        must("name", TEXT, primary_key=True),
        must("number", NUMBER),
    )
    op.create_table(
        "node_readiness",
        must("id", NUMBER, sa.CheckConstraint("id = 1"), primary_key=True),
        # The step that the oldest code needs that still works here.
        must("oldest_code", TEXT),
        # When a node tried last whether the database takes writes.
        must("written_at", NUMBER),
    )
    op.execute("INSERT INTO node_readiness (id, oldest_code, written_at) VALUES (1, '0101', 0)")
    op.create_table(
        "restoration",
        must("id", NUMBER, sa.CheckConstraint("id = 1"), primary_key=True),
        must("restored_at", NUMBER),
        # The last event of the record at that moment.
        must("restored_seq", NUMBER),
        must("seen_at", NUMBER),
        # Since when a machine refuses this database, which it knew further on.
        may("refused_at", NUMBER),
    )
    op.execute(
        "INSERT INTO restoration (id, restored_at, restored_seq, seen_at) VALUES (1, 0, 0, 0)"
    )


def _keys() -> None:
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
        must("kept_in", TEXT, server_default="database"),
        may("revoked_at", NUMBER),
        may("asked_at", NUMBER),
    )
    # Exactly one key signs for each algorithm, whatever several nodes try at once.
    index("one_active_key", "signing_key", ["algorithm"], unique=True, where="state = 'active'")
    index("one_pending_key", "signing_key", ["algorithm"], unique=True, where="state = 'pending'")


def _services() -> None:
    op.create_table(
        "limit_bucket",
        must("name", TEXT, primary_key=True),
        must("key_hash", BYTES, primary_key=True),
        must("period_start", NUMBER, primary_key=True),
        must("used", NUMBER),
        must("expires_at", NUMBER),
    )
    index("limit_bucket_by_end", "limit_bucket", ["expires_at"])
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
        may("recipient_hash", BYTES),
    )
    index("outbox_due", "outbox", ["state", "due_at"])
    index("outbox_of_recipient", "outbox", ["recipient_hash", "created_at"])
    op.create_table(
        "retention_rule",
        must("name", TEXT, primary_key=True),
        must("days", NUMBER),
        must("set_at", NUMBER),
    )
    op.create_table(
        "retention_run",
        # A rule's name, or `round`: the worker's last look at all of them.
        must("name", TEXT, primary_key=True),
        must("ran_at", NUMBER),
        # Rows, on the day of `ran_at`.
        must("destroyed", NUMBER),
    )
