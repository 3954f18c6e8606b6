"""The two pools of connections, which hold to the same rules."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from idp.settings import Settings
from idp.storage.connection import Connections
from idp.storage.direct import DirectConnections
from idp.storage.driver import Driver, driver_of
from idp.storage.opening import PooledConnections, open_engine
from idp.storage.outage import NoPlaceError
from idp.storage.patience import Patience

_PLACES = 2


def direct(driver: Driver, _settings: Settings) -> Connections:
    return DirectConnections(driver.connect, places=_PLACES, longest_wait_seconds=0.05)


def pooled(driver: Driver, settings: Settings) -> Connections:
    return PooledConnections(open_engine(driver, settings.database))


@pytest.fixture(params=[direct, pooled])
def connections(request: pytest.FixtureRequest, house_settings: Settings) -> Iterator[Connections]:
    small = replace(house_settings.database, pool_size=_PLACES, pool_timeout_seconds=1)
    settings = replace(house_settings, database=small)
    made = request.param(driver_of(settings.database, Patience(5)), settings)
    yield made
    made.dispose()


def test_a_connection_that_came_back_is_given_again(connections: Connections) -> None:
    first = connections.connect()
    driver = first.driver_connection
    first.close()
    again = connections.connect()
    assert again.driver_connection is driver
    again.close()


def test_a_dead_one_is_never_given_again(connections: Connections) -> None:
    first = connections.connect()
    driver = first.driver_connection
    first.invalidate()
    assert not first.is_valid
    again = connections.connect()
    assert again.driver_connection is not driver
    again.close()


def test_who_finds_no_place_is_told_so(connections: Connections) -> None:
    taken = [connections.connect() for _ in range(_PLACES)]
    assert connections.in_use == _PLACES
    with pytest.raises(NoPlaceError):
        connections.connect()
    taken.pop().close()
    taken.pop().invalidate()
    assert connections.in_use == 0
    again = [connections.connect() for _ in range(_PLACES)]
    for each in again:
        each.close()


def test_what_nobody_uses_is_closed(connections: Connections) -> None:
    first = connections.connect()
    driver = first.driver_connection
    assert driver is not None
    first.close()
    connections.dispose()
    with pytest.raises(Exception, match="closed"):
        driver.cursor().execute("SELECT 1")


def test_each_statement_commits_itself(connections: Connections) -> None:
    writing, reading = connections.connect(), connections.connect()
    writing.cursor().execute("INSERT INTO version (name, number) VALUES ('probe', 7)")
    seen = reading.cursor()
    seen.execute("SELECT number FROM version WHERE name = 'probe'")
    assert seen.fetchone() == (7,)
    writing.close()
    reading.close()
