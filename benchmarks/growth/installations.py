"""Installations of every size on one kind of database: made, filled, and running side by side."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psycopg
from msgspec import structs

from benchmarks.database_server import postgresql
from benchmarks.growth.filling import fill, record
from benchmarks.growth.people import People, make_people, send_half_away
from benchmarks.growth.words import POSTGRESQL, SQLITE, Connection, Words
from benchmarks.targets import SERVER_CORE, Target, environment_of, serve
from idp.audit import table as audit
from idp.clock import SystemClock
from idp.installation.installing import install
from idp.settings import Settings, load
from idp.storage import Database, Statement
from idp.storage.migrating import upgrade
from idp.wiring import Provider, build
from tests.ports import free_port
from tests.postgres import Postgres

_PEOPLE = 2000
# As a machine with 4 GB of memory would have it (PostgreSQL's documentation: a quarter).
_SHARED_BUFFERS = "1GB"
_FILLING = (
    *("fsync = off", "full_page_writes = off", "autovacuum = off"),
    *("max_wal_size = '6GB'", "checkpoint_timeout = '1h'", "maintenance_work_mem = '512MB'"),
)
_COUNTED = Statement("UPDATE counted_event SET seq = (SELECT seq FROM audit_head)")
_SQLITE_FILLING = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -2500000")


@dataclass(frozen=True, slots=True)
class Installation:
    """A Parvis that runs, with so many accounts."""

    accounts: int
    target: Target
    people: People
    processes: tuple[int, ...]
    """The server's, and the database's where it has one of its own."""
    environment: dict[str, str]


@contextmanager
def running(database: str, folder: Path, sizes: list[int]) -> Iterator[list[Installation]]:
    """Make and start an installation of each of `sizes` on `database`; what is there is kept."""
    with ExitStack() as stack:
        server = _server(stack, folder) if database == "PostgreSQL" else None
        found = []
        for size in sizes:
            own = folder / f"{size}"
            port = free_port()
            url = f"sqlite:///{own}/parvis.db" if server is None else server.url(f"of_{size}")
            environment = environment_of(own, port, url)
            if not (own / "people.json").exists():
                own.mkdir(exist_ok=True)
                if server is not None:
                    server.add(f"of_{size}")
                _make(own, load(None, environment), size)
            people = _here_now(own, load(None, environment))
            target = serve(own, port, environment)
            stack.callback(target.stop)
            processes = (target.process.pid, *(() if server is None else (server.main_pid,)))
            found.append(Installation(size, target, people, processes, environment))
        yield found


def _make(folder: Path, settings: Settings, accounts: int) -> None:
    clock = SystemClock()
    install(settings, clock)
    now, people = clock.seconds(), min(accounts, _PEOPLE)
    with _bulk(settings) as (connection, words):
        count = record(connection, words, accounts=accounts, after=0, now=now)
    provider = build(settings, clock)
    _go_on(provider, count, now)
    made = make_people(provider, folder, people)
    provider.database.close()
    with _bulk(settings) as (connection, words):
        fill(connection, words, accounts=accounts - people, now=now)
    (folder / "people.json").write_bytes(msgspec.json.encode(made))


def _here_now(folder: Path, settings: Settings) -> People:
    """Return who is asked about, in an installation of this version's shape, as of this hour."""
    people = msgspec.json.decode((folder / "people.json").read_bytes(), type=People)
    database = Database.open(settings.database)
    upgrade(database)
    database.close()
    provider = build(settings, SystemClock())
    send_half_away(provider, people)
    provider.database.close()
    return people


def _go_on(provider: Provider, count: int, now: int) -> None:
    """Let the record go on after `count` events, which are counted by day."""
    chain = provider.audit.chain
    with provider.database.writing() as tx:
        head = tx.row(audit.TAKE_HEAD, count=count)
        assert head is not None
        head = structs.replace(head, latest_at=now)
        mac = chain._sealed(head)  # noqa: SLF001 - nobody else goes on after made-up events
        values = structs.asdict(structs.replace(head, mac=mac))
        tx.run(audit.PUT_HEAD, **{name: each for name, each in values.items() if name != "seq"})
        tx.run(_COUNTED)


@contextmanager
def _bulk(settings: Settings) -> Iterator[tuple[Connection, Words]]:
    """Give a connection in a transaction that waits for no disk, and checks no reference."""
    url = settings.database.url
    if url.startswith("sqlite:"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for each in _SQLITE_FILLING:
            connection.execute(f"PRAGMA {each}")
        connection.execute("BEGIN EXCLUSIVE")
        yield connection, SQLITE
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()
        return
    with psycopg.connect(url, autocommit=True) as server:
        for each in _FILLING:
            server.execute(f"ALTER SYSTEM SET {each}")
        server.execute("SELECT pg_reload_conf()")
        server.execute("SET session_replication_role = replica")
        with server.transaction():
            yield server, POSTGRESQL
        server.execute("VACUUM ANALYZE")
        server.execute("ALTER SYSTEM RESET ALL")
        server.execute("SELECT pg_reload_conf()")
        server.execute("CHECKPOINT")


def _server(running: ExitStack, folder: Path) -> Postgres:
    options = f" -c shared_buffers={_SHARED_BUFFERS}"
    return running.enter_context(postgresql(folder, core=int(SERVER_CORE), options=options))
