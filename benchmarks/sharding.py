"""Which statements would ask every shard, were the database distributed by account.

    python -m benchmarks.sharding

Reads the schema that the migrations make, and every statement of every `table.py`. A table with an
`account_id` is spread over the shards; a statement on such a table reaches one shard where it names
the account, and all of them where it does not. Prints these by room, after their tables.
"""

import importlib
import re
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from idp.settings import DatabaseSettings
from idp.storage import Database, Statement
from idp.storage.migrating import upgrade

_ROOT = Path(__file__).parent.parent
_TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)")
_NAMES_ACCOUNT = re.compile(r"\baccount_id\s*=\s*:")
_NAMES_ID = re.compile(r"\bid\s*=\s*:")
_INSERTS = re.compile(r"\s*INSERT INTO ([a-z_]+)\s*\(([^)]*)\)")


def main() -> None:
    """Print the tables that are spread, and what asks all shards."""
    spread = spread_tables()
    print("spread by account:", ", ".join(sorted(spread)))
    asking: dict[str, list[str]] = defaultdict(list)
    total = 0
    for room, name, statement in statements():
        touched = set(_TABLE.findall(statement.sql)) & spread
        total += 1
        if touched and not is_routed(statement.sql, touched):
            asking[room].append(f"{name} ({', '.join(sorted(touched))})")
    for room, names in asking.items():
        print(f"\n{room}: {len(names)}")
        for each in names:
            print(f"  {each}")
    print(f"\n{sum(map(len, asking.values()))} of {total} statements ask every shard")


def spread_tables() -> set[str]:
    """Return `account`, and each table with a column `account_id`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schema.db"
        database = Database.open(DatabaseSettings(url=f"sqlite:///{path}"))
        upgrade(database)
        database.close()
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute(
                "SELECT m.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c "
                "WHERE m.type = 'table' AND c.name = 'account_id'"
            )
            return {"account", *(name for (name,) in found)}


def statements() -> Iterator[tuple[str, str, Statement]]:
    """Give each statement with its room and its name; those of two databases once."""
    for path in sorted((_ROOT / "idp").rglob("table.py")):
        room = str(path.parent.relative_to(_ROOT / "idp"))
        module = importlib.import_module(".".join(path.relative_to(_ROOT).with_suffix("").parts))
        for name, value in vars(module).items():
            found = value.get("postgresql") if isinstance(value, dict) else value
            if isinstance(found, Statement):
                yield room, name, found


def is_routed(sql: str, touched: set[str]) -> bool:
    """Tell whether `sql` names the account whose rows it touches."""
    if inserted := _INSERTS.match(sql):
        columns = {each.strip() for each in inserted[2].split(",")}
        if inserted[1] not in touched or "account_id" in columns or inserted[1] == "account":
            return True
    return bool(_NAMES_ACCOUNT.search(sql) or (touched == {"account"} and _NAMES_ID.search(sql)))


if __name__ == "__main__":
    main()
