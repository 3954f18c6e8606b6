"""Taking a backup of a test's database, and putting it back, as operators do."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from idp.settings import Settings
from idp.wiring import Provider, build


class Backup:
    """A backup of the database of `provider`, taken at once; `close` ends what was built on it."""

    def __init__(self, provider: Provider, folder: Path) -> None:
        self._settings, self._clock = provider.settings, provider.clock
        self._path = folder / "backup.db"
        self._restored: list[Provider] = []
        provider.database.close()
        self._copy(self._settings, self._name, f"{self._name}_backup")

    def restored(self, provider: Provider) -> Provider:
        """Put it back in the place of the database, and return the house as it starts again."""
        provider.database.close()
        self._copy(self._settings, f"{self._name}_backup", self._name)
        self._restored.append(build(self._settings, self._clock))
        return self._restored[-1]

    def close(self) -> None:
        """Close the databases of the houses that were started on it."""
        for each in self._restored:
            each.database.close()

    @property
    def _name(self) -> str:
        return self._settings.database.url.rpartition("/")[2]

    def _copy(self, settings: Settings, source: str, target: str) -> None:
        url = settings.database.url
        if url.startswith("sqlite:"):
            database = Path(url.removeprefix("sqlite:///"))
            if source == self._name:
                with (
                    closing(sqlite3.connect(database)) as live,
                    closing(sqlite3.connect(self._path)) as kept,
                ):
                    live.backup(kept)
            else:
                for each in database.parent.glob(f"{database.name}-*"):
                    each.unlink()
                shutil.copy(self._path, database)
            return
        server = f"{url.rpartition('/')[0]}/postgres"
        with psycopg.connect(server, autocommit=True) as connection:
            for sql in (
                f"DROP DATABASE IF EXISTS {target} WITH (FORCE)",
                f"CREATE DATABASE {target} TEMPLATE {source}",
            ):
                connection.execute(sql.encode())
