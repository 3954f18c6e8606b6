"""The school registry, and the children that accounts confirmed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger()
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
BYTES = sa.LargeBinary()


def must(
    name: str,
    kind: sa.types.TypeEngine[Any],
    *more: Any,  # noqa: ANN401 - what SQLAlchemy takes
    **options: Any,  # noqa: ANN401 - what SQLAlchemy takes
) -> sa.Column[Any]:
    """Return a column that always has a value."""
    return sa.Column(name, kind, *more, nullable=False, **options)


def may(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    """Return a column that may be empty."""
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    """Create the tables."""
    _imports()
    _contacts()
    _links()


def _imports() -> None:
    op.create_table(
        "registry_import",
        sa.Column("id", COUNTED, primary_key=True, autoincrement=True),
        must("state", TEXT),  # staging, published, discarded, purged
        must("started_at", NUMBER),
        must("taken_at", NUMBER),
        must("contacts", NUMBER, server_default="0"),  # staged so far
        may("published_at", NUMBER),
        may("report", TEXT),
    )
    op.create_table(
        "organisation",
        must("code", TEXT, primary_key=True),
        must("name", TEXT),
        may("support_address", TEXT),
        # The import in force. Changing it is what publishes an import: nothing else moves.
        may("import_id", NUMBER),
        may("taken_at", NUMBER),
    )
    op.create_index("organisation_by_age", "organisation", ["taken_at"])
    op.create_table(
        "school",
        must("organisation", TEXT, primary_key=True),
        must("code", TEXT, primary_key=True),
        must("name", TEXT),
    )
    op.create_table(
        "import_part",
        must("import_id", NUMBER, primary_key=True),
        must("organisation", TEXT, primary_key=True),
        must("organisation_name", TEXT),
        must("contacts", NUMBER),
    )
    op.create_index("part_of_organisation", "import_part", ["organisation", "import_id"])


def _contacts() -> None:
    # One row: one adult on one student's file in one import. The key begins with the address,
    # since every question does; an import arrives sorted by it and is written in one sweep.
    op.create_table(
        "guardian_contact",
        must("address_hash", BYTES, primary_key=True),
        must("student_key", BYTES, primary_key=True),
        must("import_id", NUMBER, primary_key=True),
        must("organisation", TEXT),
        must("school", TEXT),
        may("permanent_code_hash", BYTES),
        must("relationship", TEXT),
        must("allowed", NUMBER),
        may("until_at", NUMBER),
        must("contact_sealed", BYTES),
        sqlite_with_rowid=False,
    )


def _links() -> None:
    op.create_table(
        "child_link",
        must("account_id", TEXT, sa.ForeignKey("account.id"), primary_key=True),
        must("organisation", TEXT, primary_key=True),
        must("student_key", BYTES, primary_key=True),
        must("id", TEXT, unique=True),
        must("school", TEXT),
        must("name_sealed", BYTES),
        must("confirmed_at", NUMBER),
        must("confirmed_by", TEXT),  # number: typed for this child; organisation: for a sibling
    )
