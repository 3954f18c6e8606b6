import subprocess
import sys
import threading
from pathlib import Path

import pytest

from idp.measures import Family, Measures, MetricKind, each_of

CALLS = Family(
    name="calls_total",
    tells="Calls.",
    labels=("way", "outcome"),
    series=each_of(("in", "out"), ("good", "bad")),
)
WAITS = Family(
    name="wait_seconds",
    tells="Waits.",
    kind=MetricKind.HISTOGRAM,
    labels=("way",),
    series=each_of(("in", "out")),
    bounds=(0.1, 1.0),
    sparse=True,
)


def told(measures: Measures) -> dict[tuple[str, ...], tuple[float, ...]]:
    return {
        (each.family.name, *each.series): each.values
        for each in measures.readings()
        if any(each.values)
    }


def test_what_is_counted_is_told_under_its_labels() -> None:
    measures = Measures()
    measures.counter(CALLS).add("in", "good")
    assert told(measures) == {("calls_total", "in", "good"): (1.0,)}


def test_a_wait_is_counted_in_the_first_bucket_that_holds_it() -> None:
    measures = Measures()
    waits = measures.histogram(WAITS)
    for seconds in (0.1, 0.5, 1.0, 7.0):
        waits.observe(seconds, "in")
    assert told(measures) == {("wait_seconds", "in"): (1.0, 2.0, 1.0, 8.6)}


def test_a_label_has_no_value_that_was_not_foreseen() -> None:
    calls = Measures().counter(CALLS)
    with pytest.raises(KeyError):
        calls.add("in", "marie.tremblay@exemple.quebec")


def test_a_family_is_opened_by_everybody_under_one_description() -> None:
    measures = Measures()
    measures.counter(CALLS).add("in", "good")
    measures.counter(CALLS).add("in", "good")
    assert told(measures) == {("calls_total", "in", "good"): (2.0,)}
    other = Family(name="calls_total", tells="Something else.")
    with pytest.raises(ValueError, match="two families"):
        measures.counter(other)


def test_what_was_never_counted_is_shown_unless_there_is_too_much_of_it() -> None:
    measures = Measures()
    measures.counter(CALLS)
    measures.histogram(WAITS)
    assert [each.family.name for each in measures.readings()] == ["calls_total"] * 4


def test_threads_lose_nothing() -> None:
    measures = Measures()
    calls = measures.counter(CALLS)

    def count() -> None:
        for _ in range(5_000):
            calls.add("out", "bad")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told(measures) == {("calls_total", "out", "bad"): (20_000.0,)}


PROGRAM = """
import os
from idp.measures import Family, Measures, MetricKind
measures = Measures()
calls = measures.counter(Family(name="calls_total", tells=""))
level = measures.gauge(Family(name="level", tells="", kind=MetricKind.GAUGE))
calls.add()
measures.share(3)
for place in (1, 2, 1):
    child = os.fork()
    if child == 0:
        measures.take(place)
        calls.add()
        level.put(5.0)
        os._exit(0)
    os.waitpid(child, 0)
told = [each.values[0] for each in measures.readings()]
measures.leave(1)
print(told, [each.values[0] for each in measures.readings()])
"""


def test_processes_add_up_and_a_later_one_goes_on_where_an_earlier_ended() -> None:
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[4.0, 10.0] [4.0, 5.0]\n"


def test_nothing_can_be_opened_once_processes_share_the_sheet() -> None:
    measures = Measures()
    measures.share(2)
    with pytest.raises(RuntimeError):
        measures.counter(CALLS)
