"""`parvis serve` and `parvis worker`, seen from outside while they run."""

import os
import signal
import time
import urllib.request
from urllib.error import URLError

from idp.settings import Settings
from tests.databases import on_one_database
from tests.ports import free_port
from tests.serving.running import begun_by, running


def numbers(port: int) -> dict[str, float]:
    """Return what is told on `port`, once anything is."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
                lines = answer.read().decode().splitlines()
        except URLError:
            time.sleep(0.1)
        else:
            return {
                name: float(value)
                for name, _, value in (line.rpartition(" ") for line in lines)
                if not name.startswith("#")
            }
    raise AssertionError("nothing is told")


LIVE = 'parvis_http_requests_total{method="GET",route="/health/live",status="2xx"}'


@on_one_database
def test_processes_are_told_as_one_and_outlive_each_other(
    house_settings: Settings, engine: str
) -> None:
    port, watched = free_port(), free_port()
    issuer = f"http://127.0.0.1:{port}"
    more = {
        "PARVIS_SERVER_ENGINE": engine,
        "PARVIS_SERVER_ISSUER": issuer,
        "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
        "PARVIS_WATCHING_BIND": f"127.0.0.1:{watched}",
    }

    def ask(times: int) -> None:
        for _ in range(times):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=30):
                pass

    with running("serve", house_settings, **more) as process:
        assert numbers(watched)["parvis_state_readable"] == 1
        ask(8)
        assert numbers(watched)[LIVE] == 8
        for pid in begun_by(process.pid):
            os.kill(pid, signal.SIGKILL)
        ask(4)
        after = numbers(watched)
    assert after[LIVE] == 12
    assert after['parvis_places{room="database"}'] in {8, 16}


@on_one_database
def test_a_worker_tells_when_it_was_last_at_work(house_settings: Settings) -> None:
    watched = free_port()
    with running("worker", house_settings, PARVIS_WATCHING_WORKER_BIND=f"127.0.0.1:{watched}"):
        numbers(watched)
        time.sleep(1)
        at = numbers(watched)['parvis_worker_round_timestamp_seconds{work="Worker"}']
    assert abs(at - time.time()) < 30
