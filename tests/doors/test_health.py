from copy import copy

from flask import Flask
from werkzeug.test import TestResponse, create_environ, run_wsgi_app

from idp.app import create_app
from idp.parts import Parts
from tests.databases import on_one_database


def ask(house: Parts, path: str) -> TestResponse:
    return create_app(house).test_client().get(path, base_url=house.settings.server.issuer)


def test_a_house_that_can_work_is_ready(house: Parts) -> None:
    assert ask(house, "/health/ready").json == {"status": "ready"}


def test_a_process_is_alive_without_its_database(house: Parts) -> None:
    house.database.close()
    assert ask(house, "/health/live").status_code == 200


def test_a_house_without_keys_is_not_ready(house: Parts) -> None:
    class NoKeys:
        def current(self) -> None:
            raise LookupError

    keyless = copy(house)
    keyless.keys = NoKeys()  # type: ignore[assignment]
    response = ask(keyless, "/health/ready")
    assert response.status_code == 503
    assert response.json == {"status": "not ready", "failing": ["keys"]}


def test_who_probes_by_address_is_answered(house: Parts) -> None:
    app = create_app(house)
    hosts = ("10.0.0.4", "[2001:db8::4]:8000", "parvis", "a b", "[::1", "", None)
    for path in ("/health/live", "/health/ready"):
        assert {by_host(app, path, host) for host in hosts} == {200}


def test_no_other_path_answers_another_host(house: Parts) -> None:
    app = create_app(house)
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
def test_a_body_that_arrived_at_once_is_said_to_have_taken_no_time(house: Parts) -> None:
    client = create_app(house).test_client()
    response = client.post("/health/arrival", data="..", base_url=house.settings.server.issuer)
    assert response.json
    assert response.json["milliseconds"] < 1_000
