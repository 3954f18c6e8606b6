"""Activation letters, and the contacts that they correct."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

NUMBER = sa.BigInteger()
TEXT = sa.Text()
BYTES = sa.LargeBinary()


def must(name: str, kind: sa.types.TypeEngine[Any], *, primary_key: bool = False) -> sa.Column[Any]:
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False, primary_key=primary_key)


def may(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    """Return a column that may be empty."""
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    """Add the column and the table."""
    # A contact that a letter corrected, under import 0: the contact whose place it takes must be
    # on file itself (docs/decisions/0012). Empty in every contact that was imported.
    op.add_column("guardian_contact", may("corrects_hash", BYTES))
    op.create_table(
        "activation_letter",
        must("id", TEXT, primary_key=True),
        must("code_hash", BYTES),
        must("organisation", TEXT),
        must("student_key", BYTES),
        must("listed_hash", BYTES),  # the address on file that is wrong
        must("prepared_at", NUMBER),
        must("prepared_by", TEXT),
        must("reason", TEXT),
        must("reference", TEXT),
        must("expires_at", NUMBER),
        may("revoked_at", NUMBER),
        may("used_at", NUMBER),
        may("used_by", TEXT),
        may("address_hash", BYTES),  # the proven address that takes its place
        must("forgotten_at", NUMBER),  # when nothing of it is needed any more
    )
    op.create_index("letter_by_code", "activation_letter", ["code_hash"], unique=True)
    # One that works for each contact: preparing another revokes it.
    works = sa.text("revoked_at IS NULL AND used_at IS NULL")
    op.create_index(
        "one_letter_of_contact",
        "activation_letter",
        ["student_key", "listed_hash"],
        unique=True,
        sqlite_where=works,
        postgresql_where=works,
    )
    op.create_index("letter_by_preparation", "activation_letter", ["prepared_at"])
    op.create_index("letter_of_account", "activation_letter", ["used_by"])
    op.create_index("letter_by_end", "activation_letter", ["forgotten_at"])
