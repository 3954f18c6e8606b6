"""Accounts of former systems, which wait for their owners, and the imports that brought them."""

import sqlalchemy as sa
from alembic import op

from idp.storage.migrations.columns import BYTES, COUNTED, NUMBER, TEXT, index, may, must

revision = "0111"
down_revision = "0110"
oldest_code = "0107"


def upgrade() -> None:
    """Create the tables: what no older program knows, and none misses."""
    _accounts()
    _imports()


def _accounts() -> None:
    op.create_table(
        "imported_account",
        # A keyed hash of source and subject: a second import of the file finds the same row.
        must("id", BYTES, primary_key=True),
        must("source", TEXT),
        must("subject", TEXT),
        must("locale", TEXT),
        must("disabled", NUMBER),
        may("password_scheme", TEXT),
        may("password_sealed", BYTES),
        # Of all that the file said: a row that says the same is not written again.
        must("content_hash", BYTES),
        may("mac", BYTES),
        must("imported_at", NUMBER),
        must("changed_at", NUMBER),
        may("claimed_by", TEXT),
        may("claimed_at", NUMBER),
    )
    # An account claims one of each source at most: portals know it by one `sub`.
    index(
        "imported_claimed",
        "imported_account",
        ["claimed_by", "source"],
        unique=True,
        where="claimed_by IS NOT NULL",
    )
    index("imported_waiting", "imported_account", ["changed_at"], where="claimed_by IS NULL")
    op.create_table(
        "imported_address",
        must("imported_id", BYTES, _owner(), primary_key=True),
        must("address_hash", BYTES, primary_key=True),
        must("address_sealed", BYTES),
        may("mac", BYTES),
        sqlite_with_rowid=False,
    )
    index("imported_by_address", "imported_address", ["address_hash"])
    op.create_table(
        "imported_identity",
        must("imported_id", BYTES, _owner(), primary_key=True),
        must("number", NUMBER, primary_key=True),
        must("identity_sealed", BYTES),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "imported_child",
        must("imported_id", BYTES, _owner(), primary_key=True),
        must("organisation", TEXT, primary_key=True),
        must("student_key", BYTES, primary_key=True),
        must("fiche_sealed", BYTES),
        may("mac", BYTES),
        must("added_at", NUMBER),
        sqlite_with_rowid=False,
    )


def _owner() -> sa.ForeignKey:
    return sa.ForeignKey("imported_account.id", ondelete="CASCADE")


def _imports() -> None:
    # States: received, comparing, compared, accepted, importing, imported; tried, rejected,
    # expired, failed.
    op.create_table(
        "account_import",
        must("id", COUNTED, primary_key=True),
        must("state", TEXT),
        must("source", TEXT),
        must("format", TEXT),
        may("file", TEXT),
        may("file_name_sealed", BYTES),
        must("received_by", TEXT),
        must("started_at", NUMBER),
        must("attempts", NUMBER, server_default="0"),
        # 1 while it is compared or imported: one at a time.
        may("running", NUMBER),
        may("heard_at", NUMBER),
        must("progress", NUMBER, server_default="0"),
        may("report", TEXT),
        may("problem", TEXT),
        may("decided_by", TEXT),
        may("decided_at", NUMBER),
        may("ended_at", NUMBER),
    )
    index("one_account_import", "account_import", ["running"], unique=True)
    index("account_import_by_age", "account_import", ["started_at"])
    op.create_table(
        "account_import_problem",
        must("import_id", NUMBER, primary_key=True),
        must("number", NUMBER, primary_key=True),
        must("line", NUMBER),
        must("member", TEXT),
        must("reason", TEXT),
        must("reason_values", TEXT),
        must("left_out", NUMBER),
        must("found_at", NUMBER),
    )
    index("account_problem_by_age", "account_import_problem", ["found_at"])
