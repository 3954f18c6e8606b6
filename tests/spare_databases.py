"""PostgreSQL databases that tests gave back, each made what a fresh copy of the template is.

A copy costs the server a fifth of a second, and the disk ten megabytes; this costs a hundredth.
"""

import psycopg
from psycopg import Connection, sql

_SHAPE = """
SELECT md5(string_agg(each, ' ' ORDER BY each)) FROM (
  SELECT concat('class', oid, relname, xmin) AS each FROM pg_class
   WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat('attribute', attrelid, attnum, xmin) FROM pg_attribute
   WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
  UNION ALL SELECT concat('constraint', oid, xmin) FROM pg_constraint
   WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat('trigger', oid, xmin) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT concat('function', oid, xmin) FROM pg_proc
   WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT concat('schema', oid, xmin) FROM pg_namespace
   WHERE nspname !~ '^pg_(toast_)?temp'
  UNION ALL SELECT concat('setting', setrole, setconfig) FROM pg_db_role_setting
   WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
) AS parts
"""
_TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
_SEQUENCES = (
    "SELECT sequencename, coalesce(last_value, 1), last_value IS NOT NULL FROM pg_sequences"
)
_END_SESSIONS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s
"""


class SpareDatabases:
    """The databases of the server at `server` that may be lent again."""

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._connection = psycopg.connect(server, autocommit=True)
        self._spare: list[str] = []
        with psycopg.connect(_beside(server, template), autocommit=True) as fresh:
            self._shape = _shape(fresh)
            tables = [name for (name,) in fresh.execute(_TABLES)]
            self._rows = {each: rows for each in tables if (rows := _rows(fresh, each))}
            sequences = fresh.execute(_SEQUENCES).fetchall()
        # As a replica applies what its primary did: no trigger and no foreign key has a say.
        statements: list[sql.Composable] = [sql.SQL("SET session_replication_role = replica")]
        statements += [sql.SQL("DELETE FROM {}").format(sql.Identifier(each)) for each in tables]
        statements += [
            sql.SQL("SELECT setval({}, {}, {})").format(*map(sql.Literal, each))
            for each in sequences
        ]
        self._emptying = sql.SQL(";").join(statements)

    def take(self) -> str | None:
        """Return the name of one, which is no spare any more."""
        return self._spare.pop() if self._spare else None

    def give_back(self, name: str, later_name: str) -> None:
        """Make `name` a spare called `later_name`: whoever still writes to `name` finds nothing.

        One whose shape a test changed is none.
        """
        self._connection.execute(_END_SESSIONS, [name])
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        try:
            self._connection.execute(
                rename.format(sql.Identifier(name), sql.Identifier(later_name))
            )
        except (psycopg.errors.ObjectInUse, psycopg.errors.InvalidCatalogName):
            return  # somebody holds it, or a test dropped it
        with psycopg.connect(_beside(self._server, later_name)) as used:
            if _shape(used) != self._shape:
                return
            used.execute(self._emptying)
            for table, rows in self._rows.items():
                into = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
                with used.cursor().copy(into) as copy:
                    copy.write(rows)
        self._spare.append(later_name)

    def close(self) -> None:
        """Leave the server."""
        self._connection.close()


def _beside(server: str, name: str) -> str:
    return f"{server.rpartition('/')[0]}/{name}"


def _shape(connection: Connection) -> str:
    found = connection.execute(_SHAPE).fetchone()
    return str(found[0]) if found else ""


def _rows(connection: Connection, table: str) -> bytes:
    out_of = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
    with connection.cursor().copy(out_of) as copy:
        return b"".join(map(bytes, copy))
