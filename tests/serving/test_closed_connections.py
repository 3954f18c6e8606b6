"""`parvis serve` says in its answer that it closes the connection after it."""

from http.client import HTTPConnection

from idp.settings import Settings
from tests.databases import on_one_database
from tests.serving.running import serving

_KEPT, _CLOSED = (20, 20_000), (80_000, 3_000_000)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@on_one_database
def test_whoever_sent_a_long_body_is_told_that_the_connection_ends(
    house_settings: Settings, engine: str
) -> None:
    """A proxy would else send its next request into a connection that closes, and lose it."""
    with serving(house_settings, engine, PARVIS_SERVER_WORKERS="1") as (port, _):
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
