"""What is left of a database's fault when it is over: nothing, and nobody has to do anything."""

import contextlib
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest
from msgspec.structs import replace

from idp.audit.events import DataExported
from idp.errors import DatabaseUnavailableError, SettingsError
from idp.ids import AccountId
from idp.settings import DatabaseSettings, Settings
from idp.storage import Database, Statement
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.databases import prepare
from tests.pgbouncer import pgbouncer
from tests.postgres import Postgres
from tests.tcp_proxy import tcp_proxy

_COUNT = Statement("SELECT count(*) FROM kept")
_KEEP = Statement("INSERT INTO kept (what) VALUES (:what)")
_ADDRESS = Statement("SELECT inet_server_port()")
_SLEEP = Statement("SELECT pg_sleep(:seconds)")
_TABLE = "CREATE TABLE kept (what text)"
_PATIENCE_SECONDS = 30


@pytest.fixture
def settings(server: Postgres) -> DatabaseSettings:
    """Settings for an empty table on it."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute(_TABLE)
    return DatabaseSettings(
        url=server.url(), connect_timeout_seconds=2, statement_timeout_seconds=1
    )


@pytest.fixture
def database(settings: DatabaseSettings) -> Iterator[Database]:
    """A database with several connections that were used before."""
    opened = Database.open(settings)
    use_all(opened)
    yield opened
    opened.close()


def use_all(database: Database) -> None:
    """Open five connections, and leave them idle."""
    together = threading.Barrier(5)

    def read() -> None:
        with database.reading() as tx:
            tx.row(_COUNT)
            together.wait(10)

    threads = [threading.Thread(target=read) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def count(database: Database) -> int:
    with database.reading() as tx:
        found = tx.row(_COUNT)
    assert found is not None
    return int(found[0])


def keep(database: Database, what: str = "it") -> None:
    with database.writing() as tx:
        tx.run(_KEEP, what=what)


def keep_while(database: Database, something: Callable[[], None]) -> None:
    """Write, let `something` happen, and commit."""
    with database.writing() as tx:
        tx.run(_KEEP, what="once")
        something()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_of_postgresql_is_noticed_by_nobody(
    server: Postgres, database: Database, mode: str
) -> None:
    server.restart(mode)
    for kept in range(1, 6):
        assert count(database) == kept - 1
        keep(database)
        assert count(database) == kept


@pytest.mark.parametrize("first", [count, keep])
def test_connections_that_were_cut_are_replaced(
    server: Postgres, settings: DatabaseSettings, first: Callable[[Database], object]
) -> None:
    with tcp_proxy(server.port) as way:
        url = server.url().replace(str(server.port), str(way.port))
        database = Database.open(replace(settings, url=url))
        use_all(database)
        way.cut()
        first(database)
        keep(database)
        database.close()


@pytest.mark.parametrize("first", [count, keep])
def test_connections_that_fell_silent_are_replaced_once_an_answer_is_late(
    server: Postgres, settings: DatabaseSettings, first: Callable[[Database], object]
) -> None:
    with tcp_proxy(server.port) as way:
        url = server.url().replace(str(server.port), str(way.port))
        database = Database.open(replace(settings, url=url))
        use_all(database)
        way.forget()
        began = time.monotonic()
        first(database)
        assert time.monotonic() - began < 5
        # The other four are as silent, and nobody waits for them again.
        for _ in range(4):
            keep(database)
        assert time.monotonic() - began < 5
        database.close()


def test_a_worker_that_may_take_long_notices_silence_as_soon(
    server: Postgres, settings: DatabaseSettings
) -> None:
    with tcp_proxy(server.port) as way:
        url = server.url().replace(str(server.port), str(way.port))
        database = Database.open(replace(settings, url=url, statement_timeout_seconds=30))
        use_all(database)
        way.forget()
        began = time.monotonic()
        keep(database)
        assert time.monotonic() - began < 5
        database.close()


def test_a_connection_that_its_server_ends_inside_of_a_transaction_repeats_nothing(
    server: Postgres, database: Database
) -> None:
    with pytest.raises(DatabaseUnavailableError):
        keep_while(database, lambda: end_others(server))
    assert count(database) == 0
    keep(database)


def test_a_commit_whose_answer_is_lost_is_not_repeated(
    server: Postgres, settings: DatabaseSettings
) -> None:
    with tcp_proxy(server.port) as way:
        url = server.url().replace(str(server.port), str(way.port))
        database = Database.open(replace(settings, url=url))
        with pytest.raises(DatabaseUnavailableError):
            keep_while(database, way.forget)
        assert count(database) == 0
        database.close()


def test_a_statement_that_failed_halfway_through_a_block_of_reads_is_read_again(
    server: Postgres, database: Database
) -> None:
    with database.reading() as tx:
        tx.row(_COUNT)
        end_others(server)
        assert tx.row(_COUNT) == (0,)


def test_a_frozen_server_is_waited_for_no_longer_than_a_setting_says(
    server: Postgres, database: Database, settings: DatabaseSettings
) -> None:
    fresh = Database.open(settings)
    server.freeze()
    try:
        for each in (database, fresh):
            began = time.monotonic()
            with pytest.raises(DatabaseUnavailableError, match="did not answer"):
                keep(each)
            assert time.monotonic() - began < 7
    finally:
        server.thaw()
    keep(database)
    keep(fresh)
    fresh.close()


def test_a_statement_that_failed_unnoticed_lets_nobody_believe_in_the_commit(
    database: Database,
) -> None:
    ignored = contextlib.suppress(psycopg.Error)
    with pytest.raises(RuntimeError, match="undone"), database.writing() as tx, ignored:
        tx.row(Statement("SELECT 1 / 0"))


def test_a_statement_that_runs_too_long_is_ended_and_its_connection_stays(
    database: Database,
) -> None:
    with database.reading() as tx:
        with pytest.raises(psycopg.errors.QueryCanceled):
            tx.row(_SLEEP, seconds=5)
        assert tx.row(_COUNT) == (0,)


def test_among_several_hosts_the_one_that_takes_writes_is_found_again(
    server: Postgres, settings: DatabaseSettings
) -> None:
    folder = Path(mkdtemp(prefix="parvis-replica-"))
    replica = Postgres(folder)
    replica.copy_from(server)
    replica.start()
    hosts = f"127.0.0.1:{replica.port},127.0.0.1:{server.port}"
    database = Database.open(replace(settings, url=f"postgresql://parvis@{hosts}/postgres"))
    try:
        use_all(database)
        keep(database)
        server.stop("immediate")
        with pytest.raises(DatabaseUnavailableError):
            keep(database)
        replica.promote()
        for _ in range(5):
            keep(database)
        with database.reading() as tx:
            assert tx.row(_ADDRESS) == (replica.port,)
    finally:
        database.close()
        replica.stop()
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        server.start()


def let(server: Postgres, name: str, value: str) -> None:
    """Change a setting of a server that runs, and wait until it knows."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = local")
        connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        connection.execute("SELECT pg_reload_conf()")
    until = time.monotonic() + _PATIENCE_SECONDS
    # Who is connected was told before anybody who connects now.
    while _setting(server, name) != value:
        assert time.monotonic() < until
        time.sleep(0.02)


def _setting(server: Postgres, name: str) -> str:
    with psycopg.connect(server.url()) as connection:
        found = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert found is not None
    return str(found[0])


def test_a_commit_whose_wait_for_a_replica_is_cancelled_is_not_acknowledged(
    server: Postgres, settings: DatabaseSettings
) -> None:
    let(server, "synchronous_standby_names", "nobody")
    database = Database.open(replace(settings, statement_timeout_seconds=30))
    try:
        with pytest.raises(DatabaseUnavailableError), cancelling(server):
            keep(database)
    finally:
        let(server, "synchronous_standby_names", "")
    assert count(database) == 1
    keep(database)
    database.close()


def test_what_is_on_no_replica_yet_is_not_kept_as_how_far_the_database_came(
    server: Postgres, plain_settings: Settings, clock: TestClock, tmp_path: Path
) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE house")
    settings = replace(
        plain_settings,
        database=DatabaseSettings(
            url=server.url("house"), statement_timeout_seconds=30, anchor_folder=str(tmp_path)
        ),
    )
    prepare(settings, clock)
    provider = build(settings, clock)
    assert provider.continuity.memory is not None
    provider.continuity.look()
    before = provider.continuity.memory.read()
    let(server, "synchronous_standby_names", "nobody")
    try:
        with pytest.raises(DatabaseUnavailableError), cancelling(server):
            record(provider)
        with pytest.raises(DatabaseUnavailableError), cancelling(server):
            provider.continuity.look(at_work=False)
        assert provider.continuity.memory.read() == before
    finally:
        let(server, "synchronous_standby_names", "")
    provider.continuity.look(at_work=False)
    assert provider.continuity.memory.read() != before
    provider.database.close()


def record(provider: Provider) -> None:
    with provider.database.writing() as tx:
        provider.audit.record(tx, DataExported(subject=AccountId("a")))


@contextlib.contextmanager
def cancelling(server: Postgres) -> Iterator[None]:
    """Cancel what waits for a replica, as a tool does that finds statements stuck."""
    canceller = threading.Thread(target=cancel_commits, args=(server,))
    canceller.start()
    try:
        yield
    finally:
        canceller.join()


def cancel_commits(server: Postgres) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    with psycopg.connect(server.url(), autocommit=True) as connection:
        while (
            time.monotonic() < until
            and not connection.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            ).fetchall()
        ):
            time.sleep(0.02)


def test_what_became_a_replica_is_left_at_once(server: Postgres, database: Database) -> None:
    let(server, "default_transaction_read_only", "on")
    try:
        with pytest.raises(DatabaseUnavailableError, match="only reads"):
            keep(database)
        assert count(database) == 0
    finally:
        let(server, "default_transaction_read_only", "off")
    keep(database)


def test_a_pooler_in_between_changes_nothing(server: Postgres, settings: DatabaseSettings) -> None:
    folder = Path(mkdtemp(prefix="parvis-pgbouncer-"))
    folder.chmod(0o755)
    with pgbouncer(server, folder / "run") as url:
        database = Database.open(replace(settings, url=url))
        problems: list[Exception] = []

        def work() -> None:
            try:
                for _ in range(30):
                    count(database)
                    keep(database)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                problems.append(error)

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert problems == []
        server.restart("fast")
        for _ in range(5):
            keep(database)
        assert count(database) == 185
        database.close()
    subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.mark.parametrize("url", ["mysql://parvis:secret@host/name", "postgresql://a:secret@[x"])
def test_an_address_that_cannot_be_read_is_named_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"database\.url") as problem:
        Database.open(DatabaseSettings(url=url))
    assert "secret" not in str(problem.value)


def end_others(server: Postgres) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
