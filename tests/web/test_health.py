"""What supervisors, balancers and `parvis doctor` are told of a node."""

import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

import psycopg
import pytest
from flask import Flask
from msgspec.structs import replace
from werkzeug.test import TestResponse, create_environ, run_wsgi_app

from idp.app import create_app
from idp.clock import SystemClock
from idp.errors import DatabaseUnavailableError
from idp.installation.diagnosis import Diagnosis
from idp.settings import Settings
from idp.storage import Statement
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.databases import on_one_database, on_postgresql
from tests.opened import do_to_each_opened

FULL = "the database cannot write: its disk is full, or failing"
_GROW = Statement("CREATE TABLE more AS SELECT 1 AS one")
_REFUSE = """CREATE FUNCTION no_room() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE 'no space left on device' USING ERRCODE = 'disk_full'; END $$"""


@pytest.fixture
def node(house_settings: Settings) -> Iterator[Provider]:
    """A house by the clock of this machine."""
    provider = build(house_settings, SystemClock())
    yield provider
    provider.database.close()


def ask(provider: Provider, path: str = "/health/ready") -> TestResponse:
    return create_app(provider).test_client().get(path, base_url=provider.settings.server.issuer)


def change(provider: Provider, sql: str) -> None:
    with provider.database.writing() as tx:
        tx.run(Statement(sql))


def test_a_house_that_can_work_is_ready(node: Provider) -> None:
    assert ask(node).json == {"status": "ready"}


def test_a_process_is_alive_without_its_database(provider: Provider) -> None:
    provider.database.close()
    assert ask(provider, "/health/live").status_code == 200


def test_a_house_without_keys_is_not_ready(node: Provider) -> None:
    class NoKeys:
        def current(self) -> None:
            raise LookupError

    keyless = copy(node)
    keyless.keys = NoKeys()  # type: ignore[assignment]
    response = ask(keyless)
    assert response.status_code == 503
    assert response.json == {"status": "not ready", "failing": ["keys"]}


def test_a_process_that_was_told_to_stop_is_not_ready(node: Provider) -> None:
    node.leaving.set()
    assert ask(node).json == {"status": "not ready", "failing": ["leaving"]}


@pytest.mark.parametrize(("oldest", "status"), [("0001", 200), ("9999", 503)])
def test_a_node_is_ready_on_a_newer_shape_that_lets_it_work(
    node: Provider, oldest: str, status: int
) -> None:
    change(node, "UPDATE alembic_version SET version_num = '9999'")
    change(node, f"UPDATE node_readiness SET oldest_code = '{oldest}'")
    response = ask(node)
    assert response.status_code == status
    assert response.json is not None
    assert response.json["schema"]["at"] == "9999"


def test_a_clock_that_ran_away_is_told_and_does_not_close_the_node(
    provider: Provider, clock: TestClock
) -> None:
    clock.now = SystemClock().seconds() + 60
    response = ask(provider)
    assert response.status_code == 200
    assert response.json is not None
    assert 55 <= response.json["clock_ahead_seconds"] <= 61


def doctor_says(settings: Settings) -> str:
    findings = Diagnosis(settings=settings, clock=SystemClock()).findings()
    return next(each.text for each in findings if each.subject == "database")


def test_a_database_that_only_reads_is_not_ready(
    house_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As a file of SQLite without the right to write, which would not hold for root.
    do_to_each_opened(monkeypatch, only_read)
    node = build(only_reading(house_settings), SystemClock())
    assert ask(node).json == {"status": "not ready", "failing": ["database"]}
    node.database.close()


def test_doctor_says_why_the_database_takes_no_writes(house_settings: Settings) -> None:
    settings = only_reading(house_settings)
    if settings != house_settings:
        assert doctor_says(settings).startswith("the database only reads")


def only_reading(settings: Settings) -> Settings:
    """Return settings by which PostgreSQL lets nobody write, as a replica does."""
    url = settings.database.url
    if url.startswith("postgresql:"):
        url += "?options=-c%20default_transaction_read_only%3Don"
    return replace(settings, database=replace(settings.database, url=url))


def only_read(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = 1")


@on_one_database
def test_a_disk_that_is_full_is_not_ready(house_settings: Settings) -> None:
    node = build(house_settings, SystemClock())
    with no_file_grows():
        response = ask(node)
        said = doctor_says(house_settings)
    assert response.json == {"status": "not ready", "failing": ["database"]}
    assert said == FULL
    assert ask(node).json == {"status": "ready"}
    node.database.close()


@contextmanager
def no_file_grows() -> Iterator[None]:
    """Let every write of this process fail, as on a disk without room."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


@on_postgresql
def test_a_disk_without_room_for_more_is_not_ready(
    node: Provider, house_settings: Settings
) -> None:
    with no_table_grows(house_settings):
        assert ask(node).json == {"status": "ready"}  # a row is changed within its page
        assert doctor_says(house_settings) == FULL
        with pytest.raises(DatabaseUnavailableError, match=FULL), node.database.writing() as tx:
            tx.run(_GROW)
        assert ask(node).json == {"status": "not ready", "failing": ["database"]}
    assert ask(node).json == {"status": "ready"}
    assert not node.database.was_full
    assert "takes writes" in doctor_says(house_settings)


@contextmanager
def no_table_grows(settings: Settings) -> Iterator[None]:
    """Let PostgreSQL find no room for a table."""
    with psycopg.connect(settings.database.url, autocommit=True) as connection:
        connection.execute(_REFUSE)
        connection.execute(
            "CREATE EVENT TRIGGER no_room ON ddl_command_start EXECUTE FUNCTION no_room()"
        )
        try:
            yield
        finally:
            connection.execute("DROP EVENT TRIGGER no_room")


def test_who_probes_by_address_is_answered(node: Provider) -> None:
    app = create_app(node)
    hosts = ("10.0.0.4", "[2001:db8::4]:8000", "parvis", "a b", "[::1", "", None)
    for path in ("/health/live", "/health/ready"):
        assert {by_host(app, path, host) for host in hosts} == {200}


def test_no_other_path_answers_another_host(provider: Provider) -> None:
    app = create_app(provider)
    for path in ("/", "/health", "/healthy", "/connexion", "/static/a", "/token"):
        assert {by_host(app, path, host) for host in ("10.0.0.4", "", None)} == {400}


def by_host(app: Flask, path: str, host: str | None) -> int:
    """Return the status; without `host` the request has none, as in HTTP/1.0."""
    environ = create_environ(path, "http://10.0.0.4:8000")
    del environ["HTTP_HOST"]
    if host is not None:
        environ["HTTP_HOST"] = host
    _, status, _ = run_wsgi_app(app, environ)
    return int(status[:3])


@on_one_database
def test_a_body_that_arrived_at_once_is_said_to_have_taken_no_time(provider: Provider) -> None:
    client = create_app(provider).test_client()
    response = client.post("/health/arrival", data="..", base_url=provider.settings.server.issuer)
    assert response.json
    assert response.json["milliseconds"] < 1_000
