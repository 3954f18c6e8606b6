"""The kinds of columns that tables have, and how an index is made on both databases.

Every column is an integer, a text or bytes: see idp/storage/statement.py. Times are whole seconds
since 1970 in UTC; `_hash` is a digest, `_sealed` is encrypted (idp/keys/vault.py).
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

NUMBER = sa.BigInteger()
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""Of a key that the database counts up itself."""
TEXT = sa.Text()
BYTES = sa.LargeBinary()


def must(name: str, kind: TypeEngine[Any], *more: SchemaItem, **options: Any) -> Column[Any]:  # noqa: ANN401
    """Return a column that always has a value."""
    return Column(name, kind, *more, nullable=False, **options)


def may(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    """Return a column that may be empty."""
    return Column(name, kind, nullable=True)


def index(
    name: str, table: str, columns: Sequence[str], *, unique: bool = False, where: str | None = None
) -> None:
    """Make an index, of the rows for which `where` holds."""
    only = None if where is None else sa.text(where)
    op.create_index(
        name, table, [*columns], unique=unique, sqlite_where=only, postgresql_where=only
    )
