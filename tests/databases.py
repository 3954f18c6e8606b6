"""The databases under test: a SQLite file, and a PostgreSQL server of our own."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

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

on_one_database = pytest.mark.parametrize("house_settings", ["sqlite"], indirect=True)
"""For what never reaches a database: one kind is enough."""
on_postgresql = pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)
ALGORITHMS = ("RS256", "ES256", "EdDSA", "PS256")


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
        self.settings = settings
        if self._server:
            self._execute("CREATE DATABASE template_parvis")
            url = self._url("template_parvis")
        self._prepared_url = url
        prepare(_at(settings, url), clock)

    def copy(self, folder: Path) -> Settings:
        """Return settings for a fresh copy; `folder` holds it when it is a file."""
        self._copies += 1
        # A next key that one test makes is none of the other tests'.
        keys = replace(self.settings.keys, next_encryption_key_file=str(folder / "next.key"))
        settings = replace(self.settings, keys=keys)
        if self._server is None:
            path = folder / "parvis.db"
            shutil.copy(self._prepared_url.removeprefix("sqlite:///"), path)
            return _at(settings, f"sqlite:///{path}")
        name = f"parvis_{self._copies}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template_parvis")
        return _at(settings, self._url(name))

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
