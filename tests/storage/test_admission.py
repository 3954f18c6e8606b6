"""One thread of a process is never kept waiting for the database."""

import threading
import time

import pytest

from idp.errors import DatabaseUnavailableError
from idp.storage.admission import Admission


class Occupant:
    """A thread that is at the database until it is let go."""

    def __init__(self, admission: Admission) -> None:
        self._go, self._in = threading.Event(), threading.Event()

        def stay() -> None:
            with admission:
                self._in.set()
                self._go.wait(10)

        self._thread = threading.Thread(target=stay)
        self._thread.start()
        assert self._in.wait(5)

    def go(self) -> None:
        self._go.set()
        self._thread.join()


@pytest.fixture
def admission() -> Admission:
    bounded = Admission(longest_wait_seconds=5)
    bounded.bound(2)
    return bounded


def test_a_thread_that_is_in_comes_in_again(admission: Admission) -> None:
    other = Occupant(admission)
    with admission, admission, admission:
        pass
    with admission:
        other.go()


def test_a_place_that_becomes_free_is_taken_at_once(admission: Admission) -> None:
    first, second = Occupant(admission), Occupant(admission)
    threading.Timer(0.1, first.go).start()
    began = time.monotonic()
    with admission:
        assert time.monotonic() - began < 0.8
    second.go()


def test_nobody_waits_where_nothing_has_moved_for_a_second(admission: Admission) -> None:
    occupants = [Occupant(admission) for _ in range(2)]
    time.sleep(1)
    for _ in range(3):
        began = time.monotonic()
        with pytest.raises(DatabaseUnavailableError), admission:
            pass
        assert time.monotonic() - began < 0.5
    for each in occupants:
        each.go()
    with admission:
        pass
