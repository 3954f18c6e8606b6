"""The course of a registry import from its file to its decision, and what earlier ones held."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

NUMBER = sa.BigInteger()
TEXT = sa.Text()
BYTES = sa.LargeBinary()


def upgrade() -> None:
    """Add the columns, create the tables."""
    _imports()
    _earlier()
    op.create_table(
        "registry_profile",
        sa.Column("name", TEXT, primary_key=True),
        # JSON: the sections of a profile.
        sa.Column("content", TEXT, nullable=False),
        sa.Column("changed_at", NUMBER, nullable=False),
        sa.Column("changed_by", TEXT, nullable=False),
    )


def _imports() -> None:
    # States: received, staging, staged, awaiting (a second person), published; rejected, expired,
    # superseded, failed, discarded. Rows of the version before are `command`s.
    for name, kind, default in (
        ("source", TEXT, "'command'"),  # upload, drop, command, restore
        ("profile", TEXT, None),  # its name
        ("file", TEXT, None),  # where it waits; null once it is gone
        ("file_name", TEXT, None),
        ("received_by", TEXT, None),
        ("restores", NUMBER, None),  # the import whose contacts are brought back
        ("attempts", NUMBER, "0"),
        ("heard_at", NUMBER, None),  # a sign of life of whoever stages it
        ("progress", NUMBER, "0"),  # percent
        ("problem", TEXT, None),  # JSON: the refusal's key and values
        ("asked_by", TEXT, None),
        ("asked_at", NUMBER, None),
        ("decided_by", TEXT, None),
        ("decided_at", NUMBER, None),
        ("expires_at", NUMBER, None),
        ("purged_at", NUMBER, None),  # its contacts are gone
    ):
        column = sa.Column(name, kind, nullable=default is None, server_default=_text(default))
        op.add_column("registry_import", column)
    op.execute("UPDATE registry_import SET purged_at = started_at WHERE state = 'purged'")
    op.create_index("import_by_file", "registry_import", ["file"], unique=True)
    open_ = sa.text("state IN ('received', 'staging', 'staged', 'awaiting')")
    op.create_index(
        "import_open", "registry_import", ["id"], sqlite_where=open_, postgresql_where=open_
    )
    op.add_column("import_part", sa.Column("base_import_id", NUMBER, nullable=True))
    op.add_column(
        "import_part", sa.Column("packed", NUMBER, nullable=False, server_default=sa.text("0"))
    )


def _text(default: str | None) -> sa.TextClause | None:
    return None if default is None else sa.text(default)


def _earlier() -> None:
    op.create_table(
        "import_school",
        sa.Column("import_id", NUMBER, primary_key=True),
        sa.Column("organisation", TEXT, primary_key=True),
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
    )
    # Contacts of an import that was replaced, some thousands to a row: nobody asks for one alone.
    op.create_table(
        "contact_pack",
        sa.Column("import_id", NUMBER, primary_key=True),
        sa.Column("organisation", TEXT, primary_key=True),
        sa.Column("first", BYTES, primary_key=True),
        sa.Column("contacts", NUMBER, nullable=False),
        sa.Column("packed", BYTES, nullable=False),
    )
