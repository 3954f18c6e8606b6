"""Values kept in memory follow their version row."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from idp.storage import Statement, Transaction, Watched, bump
from idp.wiring import Provider

_READ = Statement("SELECT number FROM version WHERE name = :name")


def test_a_change_of_this_process_is_waited_for_however_slow_the_database_is(
    provider: Provider,
) -> None:
    slow = threading.Event()

    def load(tx: Transaction) -> int:
        if slow.is_set():
            time.sleep(0.8)
        found = tx.row(_READ, name="weather")
        return found[0] if found else 0

    weather = Watched(provider.database, "weather", load)
    assert weather.get() == 0
    slow.set()
    with provider.database.writing() as tx:
        bump(tx, "weather")
    weather.forget()
    assert weather.get() == 1


def test_a_look_that_began_before_a_change_does_not_pass_for_one_made_after(
    provider: Provider,
) -> None:
    reading, changed = threading.Event(), threading.Event()

    def load(tx: Transaction) -> int:
        found = tx.row(_READ, name="weather")
        if not changed.is_set():
            reading.set()
            changed.wait(timeout=10)
        return found[0] if found else 0

    weather = Watched(provider.database, "weather", load)

    def look_again() -> int:
        weather.forget()
        return weather.get()

    with ThreadPoolExecutor(2) as pool:
        early = pool.submit(weather.get)
        assert reading.wait(timeout=10)
        with provider.database.writing() as tx:
            bump(tx, "weather")
        late = pool.submit(look_again)
        changed.set()
        assert early.result() == 0
        assert late.result() == 1


def test_a_look_that_a_change_overtakes_still_tells_what_it_read(provider: Provider) -> None:
    reading, changed = threading.Event(), threading.Event()

    def load(tx: Transaction) -> int:
        found = tx.row(_READ, name="weather")
        number = found[0] if found else 0
        if number == 1:
            reading.set()
            changed.wait(timeout=10)
        return number

    weather = Watched(provider.database, "weather", load)

    def change() -> None:
        with provider.database.writing() as tx:
            bump(tx, "weather")
        weather.forget()

    assert weather.get() == 0
    change()
    with ThreadPoolExecutor(1) as pool:
        between = pool.submit(weather.get)
        assert reading.wait(timeout=10)
        change()
        changed.set()
        assert between.result() == 1
    assert weather.get() == 2
