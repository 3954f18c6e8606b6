"""The databases under test: a SQLite file, and a PostgreSQL server of our own."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from msgspec.structs import replace

from idp.audit.chain import Chain
from idp.clock import Clock
from idp.keys.keepers import Keepers
from idp.keys.keyring import keyring_of
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.vault import make_data_keys, open_vault
from idp.settings import Settings
from idp.storage import Database
from idp.storage.migrating import upgrade
from tests.postgres import Postgres
from tests.spare_databases import SpareDatabases

on_one_database = pytest.mark.parametrize("house_settings", ["sqlite"], indirect=True)
"""For what never reaches a database: one kind is enough."""
on_postgresql = pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)
ALGORITHMS = ("RS256", "ES256", "EdDSA", "PS256")
_MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there is a folder that nobody else names
_ROOM_BYTES = 2 * 1024**3


def quick_folder() -> Path | None:
    """Return a folder in memory, where no commit waits for a disk; None where is no room."""
    is_one = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    return _MEMORY if is_one and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES else None


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server in `folder` and give the URL of its first database."""
    server = Postgres(folder)
    server.make()
    server.start()
    try:
        yield server.url()
    finally:
        server.stop()


def prepare(settings: Settings, clock: Clock) -> None:
    """Migrate the database of `settings` and give it keys, one active for each algorithm."""
    keyring = keyring_of(settings.keys)
    keyring.present.make()
    database = Database.open(settings.database)
    upgrade(database)
    lifecycle = KeyLifecycle(
        keyring=keyring,
        keepers=Keepers(keyring=keyring, settings=settings.keys),
        clock=clock,
        keys=settings.keys,
        tokens=settings.tokens,
    )
    with database.writing() as tx:
        make_data_keys(tx, keyring, clock)
        Chain(macs=open_vault(tx, keyring)).begin(tx)
        for algorithm in ALGORITHMS:
            lifecycle.activate(tx, lifecycle.publish(tx, algorithm))
    database.close()


class Template:
    """A prepared database of which each test gets a copy of its own."""

    def __init__(self, url: str, settings: Settings, clock: Clock) -> None:
        self._server = url if url.startswith("postgresql:") else None
        self._copies = 0
        self._spares: SpareDatabases | None = None
        self.settings = settings
        if self._server:
            self._execute("CREATE DATABASE template_parvis")
            url = self._url("template_parvis")
        self._prepared_url = url
        prepare(_at(settings, url), clock)
        if self._server:
            self._spares = SpareDatabases(self._server, "template_parvis")

    @contextlib.contextmanager
    def lent(self, folder: Path) -> Iterator[Settings]:
        """Give settings for a database as fresh as a copy, for a while; `folder` is the test's."""
        if self._spares is None:
            with TemporaryDirectory(prefix="parvis-", dir=quick_folder()) as quick:
                yield self._for_test(self.copy(Path(quick)), folder)
            return
        name = self._spares.take() or self._copied()
        yield self._for_test(_at(self.settings, self._url(name)), folder)
        self._spares.give_back(name, self._next_name())

    def copy(self, folder: Path) -> Settings:
        """Return settings for a fresh copy: a file in `folder`, or a database on the server."""
        if self._server:
            return self._for_test(_at(self.settings, self._url(self._copied())), folder)
        path = folder / "parvis.db"
        shutil.copy(self._prepared_url.removeprefix("sqlite:///"), path)
        return self._for_test(_at(self.settings, f"sqlite:///{path}"), folder)

    def close(self) -> None:
        """Leave the server."""
        if self._spares is not None:
            self._spares.close()

    @staticmethod
    def _for_test(settings: Settings, folder: Path) -> Settings:
        # A next key that one test makes is none of the other tests'.
        next_key = str(folder / "next.key")
        return replace(settings, keys=replace(settings.keys, next_encryption_key_file=next_key))

    def _copied(self) -> str:
        name = self._next_name()
        self._execute(f"CREATE DATABASE {name} TEMPLATE template_parvis")
        return name

    def _next_name(self) -> str:
        self._copies += 1
        return f"parvis_{self._copies}"

    def empty(self, folder: Path, encoding: str = "UTF8") -> Settings:
        """Return settings for a database without any table; `encoding` is PostgreSQL's."""
        if self._server is None:
            return _at(self.settings, f"sqlite:///{folder / 'empty.db'}")
        self._copies += 1
        name = f"empty_{self._copies}"
        self._execute(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0")
        return _at(self.settings, self._url(name))

    def _url(self, name: str) -> str:
        return f"{(self._server or '').rpartition('/')[0]}/{name}"

    def _execute(self, sql: str) -> None:
        with psycopg.connect(self._server or "", autocommit=True) as connection:
            connection.execute(sql.encode())


def _at(settings: Settings, url: str) -> Settings:
    return replace(settings, database=replace(settings.database, url=url))
