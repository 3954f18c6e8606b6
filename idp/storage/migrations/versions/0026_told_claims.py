"""What was told of school claims, and the past that it is derived from again."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

NUMBER = sa.BigInteger()
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
BYTES = sa.LargeBinary()


def must(name: str, kind: sa.types.TypeEngine[Any], **options: Any) -> sa.Column[Any]:  # noqa: ANN401 - what SQLAlchemy takes
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False, **options)


def upgrade() -> None:
    """Create the tables; the registry in force now is where its past begins."""
    _told()
    _past()
    op.execute(
        """INSERT INTO registry_in_force (organisation, import_id, since_at)
           SELECT o.code, o.import_id, COALESCE(i.published_at, i.started_at)
           FROM organisation AS o JOIN registry_import AS i ON i.id = o.import_id"""
    )


def _told() -> None:
    # One row for each child of which a grant's tokens told, and the import it stood on.
    op.create_table(
        "issued_claim",
        sa.Column("id", COUNTED, primary_key=True, autoincrement=True),
        must("grant_id", TEXT),
        must("link_id", TEXT),
        must("address_id", TEXT),
        must("import_id", NUMBER),
        must("account_id", TEXT),
        must("client_id", TEXT),
        must("sid", TEXT),
        must("first_at", NUMBER),
        must("last_at", NUMBER),
        must("times", NUMBER),
        # When it was derived again, empty since it was told once more; what was wrong then.
        sa.Column("derived_at", NUMBER, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
    )
    once = ["grant_id", "link_id", "address_id", "import_id"]
    op.create_index("told_once", "issued_claim", once, unique=True)
    op.create_index("told_of_account", "issued_claim", ["account_id"])
    waits = sa.text("derived_at IS NULL")
    op.create_index(
        "told_waiting", "issued_claim", ["id"], sqlite_where=waits, postgresql_where=waits
    )


def _past() -> None:
    op.create_table(
        "past_link",
        must("id", TEXT),
        must("account_id", TEXT),
        must("organisation", TEXT),
        must("student_key", BYTES),
        must("confirmed_at", NUMBER),
        must("ended_at", NUMBER),
    )
    op.create_table(
        "past_address",
        must("id", TEXT),
        must("account_id", TEXT),
        must("address_hash", BYTES),
        must("added_at", NUMBER),
        must("ended_at", NUMBER),
    )
    for table in ("past_link", "past_address"):
        op.create_index(f"{table}_by_id", table, ["id"])
        op.create_index(f"{table}_of_account", table, ["account_id"])
        op.create_index(f"{table}_by_end", table, ["ended_at"])
    op.create_table(
        "registry_in_force",
        sa.Column("id", COUNTED, primary_key=True, autoincrement=True),
        must("organisation", TEXT),
        must("import_id", NUMBER),
        must("since_at", NUMBER),
    )
    op.create_index("in_force_of_organisation", "registry_in_force", ["organisation", "id"])
