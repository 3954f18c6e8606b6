import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from idp.app import create_app
from idp.web.log import JsonLines, Lines
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


def test_whatever_is_logged_is_a_line_of_ascii() -> None:
    given = ("é\ud800", Path("/x"), 1 << 70, float("nan"), b"\xff", {1: "x"})
    for each in given:
        assert line("words", facts={"fact": each})["message"] == "words"
    assert line("words", facts={"fact": "é\ud800"})["fact"] == "é\ud800"
    assert line("words", facts={"fact": Path("/x")})["fact"] == "PosixPath('/x')"


def test_a_line_tells_its_moment_to_the_millisecond() -> None:
    assert (
        line("words", created=1_600_000_000.25, msecs=250.0)["time"] == "2020-09-13T12:26:40.250Z"
    )


def test_the_words_of_an_exception_stay_out() -> None:
    with pytest.raises(ValueError, match="marie") as caught:
        int("marie.tremblay@exemple.quebec")
    written = line("incident", exc_info=(caught.type, caught.value, caught.tb))
    assert "marie" not in json.dumps(written)
    assert "ValueError" in json.dumps(written["fault"])


_BEGINNING = "import logging; from idp.web.log import configure_log; configure_log('INFO')"


def logs(program: str, *, stderr: str = "") -> None:
    shell = f'"$0" -c "$1" {stderr}'
    begun = f"{_BEGINNING}; {program}"
    subprocess.run(["/bin/sh", "-c", shell, sys.executable, begun], check=True)


def test_a_process_that_was_started_without_standard_error_begins_nevertheless() -> None:
    logs("logging.error('words')", stderr="2>&-")


def test_what_writes_lines_has_the_lock_that_python_takes_from_3_13_on() -> None:
    logs("[each] = logging.getLogger().handlers; each.lock.acquire()")


_MANY = """
import threading
def many(of):
    for number in range(300):
        logging.getLogger("many").warning("%s", f"{of}-{number}-" + "x" * (number % 7 * 500))
threads = [threading.Thread(target=many, args=(of,)) for of in range(8)]
[each.start() for each in threads], [each.join() for each in threads]
"""


def test_lines_of_many_threads_stay_whole() -> None:
    run = subprocess.run(
        [sys.executable, "-c", f"{_BEGINNING}\n{_MANY}"], capture_output=True, check=True
    )
    found = [json.loads(each)["message"].rpartition("-")[0] for each in run.stderr.splitlines()]
    assert sorted(found) == sorted(f"{of}-{number}" for of in range(8) for number in range(300))


def test_a_line_that_is_taken_in_pieces_is_written_whole() -> None:
    pieces: list[bytes] = []

    def write(line: bytes) -> int:
        pieces.append(line[:7])
        return len(pieces[-1])

    logger = logging.getLogger("pieces")
    logger.addHandler(handler := Lines(write))
    handler.setFormatter(JsonLines())
    logger.warning("a line of some length")
    logger.removeHandler(handler)
    assert len(pieces) > 3
    assert json.loads(b"".join(pieces))["message"] == "a line of some length"


@contextmanager
def writing(write: Callable[[bytes], int], level: str) -> Iterator[None]:
    """Give each line of the log to `write` meanwhile, at `level` and above."""
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler := Lines(write))
    handler.setFormatter(JsonLines())
    root.setLevel(level)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def test_a_request_is_logged_by_its_route_without_path_or_query(
    provider: Provider,
) -> None:
    client = create_app(provider).test_client()
    written = BytesIO()
    with writing(written.write, "INFO"):
        response = client.get(
            "/static/marie.tremblay?login_hint=marie", base_url=provider.settings.server.issuer
        )
    (line,) = written.getvalue().splitlines()
    assert b"marie" not in line
    facts = json.loads(line)
    assert facts["route"] == "/static/<path:name>"
    assert facts["status"] == response.status_code == 404
    assert (facts["logger"], facts["level"], facts["message"]) == ("idp.access", "INFO", "request")
    assert facts["request_id"] == response.headers["X-Request-Id"]


def test_requests_are_not_logged_above_the_level_that_was_chosen(
    provider: Provider,
) -> None:
    client = create_app(provider).test_client()
    written = BytesIO()
    with writing(written.write, "WARNING"):
        client.get("/health/live", base_url=provider.settings.server.issuer)
    assert written.getvalue() == b""


def test_a_log_that_nobody_reads_costs_no_answer(provider: Provider) -> None:
    def write(_line: bytes) -> int:
        raise BrokenPipeError

    client = create_app(provider).test_client()
    with writing(write, "INFO"):
        assert client.get("/health/live").status_code == 200


def test_every_answer_names_its_request(provider: Provider) -> None:
    client = create_app(provider).test_client()
    first, second = (client.get("/health/live").headers["X-Request-Id"] for _ in range(2))
    assert first != second
