import json
import logging

import pytest

from idp.app import create_app
from idp.web.log import JsonLines
from idp.wiring import Provider


def line(message: str, **options: object) -> dict[str, object]:
    record = logging.LogRecord("idp.test", logging.INFO, "", 1, message, (), None)
    record.__dict__.update(options)
    written = JsonLines().format(record)
    assert "\n" not in written
    assert written.isascii()
    parsed: dict[str, object] = json.loads(written)
    return parsed


def test_a_line_cannot_be_forged() -> None:
    assert line('a\r\nb\x1b[31m"c')["message"] == 'a\r\nb\x1b[31m"c'


def test_the_words_of_an_exception_stay_out() -> None:
    with pytest.raises(ValueError, match="marie") as caught:
        int("marie.tremblay@exemple.quebec")
    written = line("incident", exc_info=(caught.type, caught.value, caught.tb))
    assert "marie" not in json.dumps(written)
    assert "ValueError" in json.dumps(written["fault"])


def test_a_request_is_logged_by_its_route_without_path_or_query(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    client = create_app(provider).test_client()
    with caplog.at_level(logging.INFO, "idp.access"):
        response = client.get(
            "/static/marie.tremblay?login_hint=marie", base_url=provider.settings.server.issuer
        )
    (record,) = [each for each in caplog.records if each.name == "idp.access"]
    written = JsonLines().format(record)
    assert "marie" not in written
    facts = json.loads(written)
    assert facts["route"] == "/static/<path:name>"
    assert facts["status"] == response.status_code == 404


def test_every_answer_names_its_request(provider: Provider) -> None:
    client = create_app(provider).test_client()
    first, second = (client.get("/health/live").headers["X-Request-Id"] for _ in range(2))
    assert first != second
