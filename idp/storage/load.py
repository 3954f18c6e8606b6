"""Inserts many rows of one table, as fast as each database takes them."""

from msgspec import Struct


class Load(Struct, frozen=True):
    """A table, and the columns of each row in order."""

    table: str
    columns: tuple[str, ...]

    @property
    def insert(self) -> str:
        """The statement that SQLite prepares once and runs for each row."""
        places = ", ".join("?" for _ in self.columns)
        return f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES ({places})"

    @property
    def copy(self) -> str:
        """The statement by which PostgreSQL takes a stream of rows."""
        return f"COPY {self.table} ({', '.join(self.columns)}) FROM STDIN (FORMAT BINARY)"

    @property
    def shape(self) -> str:
        """The statement that tells the types of the columns."""
        return f"SELECT {', '.join(self.columns)} FROM {self.table} WHERE false"
