"""A house that knows the stand-in for Microsoft, and people at its door."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.settings import Settings
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.stand_in import OUTBOUND, StandIn, running


@pytest.fixture(scope="session")
def microsoft_of_this_process() -> Iterator[StandIn]:
    with running("http://127.0.0.1:8000") as stand_in:
        yield stand_in


@pytest.fixture
def microsoft(microsoft_of_this_process: StandIn) -> Iterator[StandIn]:
    microsoft_of_this_process.control()
    yield microsoft_of_this_process
    microsoft_of_this_process.control()


@pytest.fixture
def provider(
    house_settings: Settings, clock: TestClock, microsoft: StandIn, tmp_path: Path
) -> Iterator[Provider]:
    """A house that knows the stand-in, by the machine's clock, which the stand-in reads too."""
    clock.now = int(time.time())
    upstream = microsoft.settings(tmp_path / "secret")
    provider = build(replace(house_settings, upstream=upstream, outbound=OUTBOUND), clock)
    yield provider
    provider.database.close()
