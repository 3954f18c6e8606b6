"""What is wrong with the rows of an import; and no file's name in clear."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
oldest_code = "0032"

NUMBER = sa.BigInteger()
TEXT = sa.Text()


def upgrade() -> None:
    """Create the table, add the column, forget the names that were kept."""
    op.create_table(
        "import_problem",
        sa.Column("import_id", NUMBER, primary_key=True),
        sa.Column("number", NUMBER, primary_key=True),
        # Of a format's own files alone; empty for one that somebody named.
        sa.Column("file", TEXT, nullable=False),
        sa.Column("line", NUMBER, nullable=False),
        sa.Column("column_name", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("reason_values", TEXT, nullable=False),  # JSON; never what stands in a cell
        sa.Column("left_out", NUMBER, nullable=False),
        sa.Column("found_at", NUMBER, nullable=False),
    )
    op.create_index("problem_by_age", "import_problem", ["found_at"])
    op.add_column("registry_import", sa.Column("file_name_sealed", sa.LargeBinary(), nullable=True))
    # Not sealed: no migration has the keys. Why a file was refused named it as well. The column
    # goes a release later.
    op.execute("UPDATE registry_import SET file_name = NULL, problem = NULL")
    _forget_names_of_dropped_files()


def _forget_names_of_dropped_files() -> None:
    """Keep of a path no more than the id that a file was given when it was taken."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, file FROM registry_import WHERE source = 'drop' AND file IS NOT NULL")
    ).all()
    for number, file in rows:
        folder, _, name = file.rpartition("/")
        connection.execute(
            sa.text("UPDATE registry_import SET file = :file WHERE id = :id"),
            {"file": f"{folder}/{name.partition('~')[0]}", "id": number},
        )
