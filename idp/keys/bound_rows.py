"""Binding rows that the version before wrote: once, at an upgrade, when somebody says so.

A row is bound by a code over its columns (`Vault.row_mac`) that stands in its column `mac`.
"""

from collections.abc import Callable

from msgspec import Struct

from idp.storage import Database, Row, Statement

_CHUNK = 2_000


class Binding(Struct, frozen=True):
    """How the rows of a table are bound.

    `page` lists rows by their key, which comes first, after `:after_0`, `:after_1`, ...; their code
    comes last. `write` takes the columns of the key by their names, and `:mac`.
    """

    page: Statement
    write: Statement
    key: tuple[str, ...]
    before_all: tuple[object, ...]
    """A key that comes before every other."""
    code: Callable[[Row], bytes]
    """Of a row of `page`, without its last column."""


def bind_rows(database: Database, binding: Binding) -> int:
    """Bind every row that has no code yet, in short transactions; return how many there were."""
    after, bound = binding.before_all, 0
    while True:
        with database.reading() as tx:
            keys = {f"after_{number}": value for number, value in enumerate(after)}
            rows = tx.rows(binding.page, **keys, chunk=_CHUNK)
        if not rows:
            return bound
        batch = [
            {**_key(binding, row), "mac": binding.code(row[:-1])} for row in rows if row[-1] is None
        ]
        if batch:
            with database.writing() as tx:
                tx.run_many(binding.write, batch)
        bound += len(batch)
        after = tuple(_key(binding, rows[-1]).values())


def _key(binding: Binding, row: Row) -> dict[str, object]:
    columns = dict(zip(binding.key, row, strict=False))
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in columns.items()
    }
