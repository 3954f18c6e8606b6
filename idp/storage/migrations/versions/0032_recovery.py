"""What a recovery suspends, which browsers an account knows, and addresses that are to go."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
oldest_code = "0031"

TEXT = sa.Text()
NUMBER = sa.BigInteger()
BYTES = sa.LargeBinary()
ADDED = ("passkey", "authenticator_app", "recovery_code", "address", "upstream_link")


def must(name: str, kind: sa.types.TypeEngine[Any], **options: Any) -> sa.Column[Any]:  # noqa: ANN401 - what SQLAlchemy takes
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False, **options)


def upgrade() -> None:
    """Add the columns and the table; what is there was added by nobody knows which device."""
    for table in ADDED:
        # When a second proof stood behind the addition; since when a recovery suspends it.
        op.add_column(table, sa.Column("second_proof_at", NUMBER, nullable=True))
        op.add_column(table, sa.Column("suspended_at", NUMBER, nullable=True))
        op.add_column(table, must("added_device", TEXT, server_default=""))
    # The address that an account began with, or whose code let an identity in, was its proof.
    op.execute(
        """UPDATE address SET second_proof_at = added_at
           WHERE added_at =
                 (SELECT created_at FROM account WHERE account.id = address.account_id)"""
    )
    op.execute(
        """UPDATE upstream_link SET second_proof_at = linked_at
           WHERE linked_by IN ('code', 'created')"""
    )
    op.add_column("address", sa.Column("removal_at", NUMBER, nullable=True))
    op.add_column("address", sa.Column("removal_undo_hash", BYTES, nullable=True))
    waiting = sa.text("removal_at IS NOT NULL")
    # For the worker's look at what is due, and for the link in the message.
    op.create_index(
        "address_to_remove",
        "address",
        ["removal_at"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    op.create_index(
        "address_by_undo",
        "address",
        ["removal_undo_hash"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    op.create_table(
        "account_browser",
        sa.Column("account_id", TEXT, primary_key=True),
        sa.Column("browser_hash", BYTES, primary_key=True),
        must("device", TEXT),
        must("first_seen_at", NUMBER),
        # When more than a password was proven in it, and by what: an address's id, or a method.
        sa.Column("proven_at", NUMBER, nullable=True),
        sa.Column("proven_by", TEXT, nullable=True),
        must("expires_at", NUMBER),
    )
    op.create_index("account_browser_by_end", "account_browser", ["expires_at"])
