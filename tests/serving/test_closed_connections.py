"""`parvis serve` says in its answer that it closes the connection after it."""

from http.client import HTTPConnection

from idp.settings import Settings
from tests.databases import on_one_database
from tests.ports import free_port
from tests.serving.test_slow_clients import wait_for
from tests.serving.test_watched import running

_KEPT, _CLOSED = (20, 20_000), (80_000, 3_000_000)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@on_one_database
def test_whoever_sent_a_long_body_is_told_that_the_connection_ends(
    house_settings: Settings, engine: str
) -> None:
    """A proxy would else send its next request into a connection that closes, and lose it."""
    port = free_port()
    serving = {
        "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
        "PARVIS_SERVER_ISSUER": f"http://127.0.0.1:{port}",
        "PARVIS_SERVER_WORKERS": "1",
        "PARVIS_SERVER_ENGINE": engine,
    }
    with running("serve", house_settings, **serving):
        wait_for(port)
        for size in (*_KEPT, *_CLOSED):
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("POST", "/token", bytes(size), _FORM)
            answer = connection.getresponse()
            answer.read()
            is_kept = size in _KEPT or engine == "granian"
            assert answer.headers.get("Connection") != ("close" if is_kept else "keep-alive"), size
            if is_kept:
                connection.request("GET", "/health/live")
                assert connection.getresponse().status == 200
            connection.close()
