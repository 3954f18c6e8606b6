"""Many rows of one table on their way in, as fast as each database takes them."""

from msgspec import Struct


class Load(Struct, frozen=True):
    """A table and the columns whose values each row gives, in their order."""

    table: str
    columns: tuple[str, ...]

    @property
    def insert(self) -> str:
        """What SQLite prepares once and runs for each row."""
        places = ", ".join("?" for _ in self.columns)
        return f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES ({places})"

    @property
    def copy(self) -> str:
        """What PostgreSQL takes a stream of rows by."""
        return f"COPY {self.table} ({', '.join(self.columns)}) FROM STDIN"
