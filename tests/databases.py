"""The databases under test: a SQLite file, and a PostgreSQL server of our own."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from idp.audit.chain import Chain
from idp.clock import Clock
from idp.keys.keepers import Keepers
from idp.keys.keyring import keyring_of
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.vault import make_data_keys, open_vault
from idp.settings import DatabaseSettings, Settings
from idp.storage import Database
from idp.storage.migrating import upgrade
from tests.ports import free_port

on_one_database = pytest.mark.parametrize("house_settings", ["sqlite"], indirect=True)
"""For what never reaches a database: one kind is enough."""
ALGORITHMS = ("RS256", "ES256", "EdDSA", "PS256")


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server in `folder` and give the URL of its first database.

    It refuses to run as root, so root runs it as the user that Debian's package made.
    """
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
    data = folder / "data"
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
        for parent in (folder, *folder.parents):
            if parent.owner() == "root" and parent.stat().st_mode & 0o005 != 0o005:
                parent.chmod(parent.stat().st_mode | 0o055)
    port = free_port()

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs[-1] / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run("initdb", "-D", str(data), "-U", "parvis", "-A", "trust", "-E", "UTF8", "--locale=C")
    options = (
        f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off "
        "-c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB"
    )
    run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(data / "log"), "start")
    try:
        yield f"postgresql://parvis@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


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
    with database.writing() as transaction:
        make_data_keys(transaction, keyring, clock)
        Chain(macs=open_vault(transaction, keyring)).seal(transaction)
        for algorithm in ALGORITHMS:
            lifecycle.activate(transaction, lifecycle.publish(transaction, algorithm))
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
        if self._server is None:
            path = folder / "parvis.db"
            shutil.copy(self._prepared_url.removeprefix("sqlite:///"), path)
            return _at(self.settings, f"sqlite:///{path}")
        name = f"parvis_{self._copies}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template_parvis")
        return _at(self.settings, self._url(name))

    def empty(self, folder: Path) -> Settings:
        """Return settings for a database without any table."""
        if self._server is None:
            return _at(self.settings, f"sqlite:///{folder / 'empty.db'}")
        self._copies += 1
        name = f"empty_{self._copies}"
        self._execute(f"CREATE DATABASE {name}")
        return _at(self.settings, self._url(name))

    def _url(self, name: str) -> str:
        return f"{(self._server or '').rpartition('/')[0]}/{name}"

    def _execute(self, sql: str) -> None:
        with psycopg.connect(self._server or "", autocommit=True) as connection:
            connection.execute(sql.encode())


def _at(settings: Settings, url: str) -> Settings:
    pool_size = settings.database.pool_size
    return Settings(
        **{
            **{name: getattr(settings, name) for name in Settings.__dataclass_fields__},
            "database": DatabaseSettings(url=url, pool_size=pool_size),
        }
    )
