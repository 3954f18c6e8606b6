"""A process of `parvis serve` makes room for a fresh one, and nobody notices."""

import time
import urllib.request

from idp.settings import Settings
from tests.databases import on_one_database
from tests.serving.running import begun_by, serving


@on_one_database
def test_a_process_that_answered_enough_is_replaced(house_settings: Settings, engine: str) -> None:
    more = {"PARVIS_SERVER_WORKERS": "1", "PARVIS_SERVER_RECYCLE_REQUESTS": "20"}
    with serving(house_settings, engine, **more) as (port, parent):
        first = begun_by(parent)
        until = time.monotonic() + 60
        while begun_by(parent) <= first:
            assert time.monotonic() < until
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=30):
                time.sleep(0.02)
