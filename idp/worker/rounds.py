"""Counting the rounds of the worker: the time of the last one shows when it stopped."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from idp.clock import Clock
from idp.measures import Family, Measures, MetricKind, each_of
from idp.traces import NO_TRACES, Span, Traces

_DONE, _FAULT = "done", "fault"


class Rounds:
    """The rounds of each work, by its name."""

    def __init__(
        self,
        *,
        measures: Measures,
        clock: Clock,
        works: Iterable[str],
        traces: Traces = NO_TRACES,
    ) -> None:
        names = tuple(works)
        self._traces = traces
        self._clock = clock
        self._ended = measures.counter(
            Family(
                name="parvis_worker_rounds_total",
                tells="Rounds of the worker, by what was worked on and how they ended.",
                labels=("work", "outcome"),
                series=each_of(names, (_DONE, _FAULT)),
            )
        )
        self._lasted = measures.histogram(
            Family(
                name="parvis_worker_round_seconds",
                tells="How long rounds of the worker took.",
                kind=MetricKind.HISTOGRAM,
                labels=("work",),
                series=each_of(names),
                bounds=(0.01, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0),
            )
        )
        self._at = measures.gauge(
            Family(
                name="parvis_worker_round_timestamp_seconds",
                tells="When the last round without a fault ended, in seconds since 1970.",
                kind=MetricKind.GAUGE,
                labels=("work",),
                series=each_of(names),
            )
        )

    @contextmanager
    def counted(self, work: str) -> Iterator[Span]:
        """Count one round, and trace it; a caller that did nothing forgets the span."""
        began = time.perf_counter()
        try:
            with self._traces.root(f"round {work}") as span:
                yield span
        except Exception:
            self._ended.add(work, _FAULT)
            raise
        else:
            self._ended.add(work, _DONE)
            self._at.put(self._clock.seconds(), work)
        finally:
            self._lasted.observe(time.perf_counter() - began, work)
