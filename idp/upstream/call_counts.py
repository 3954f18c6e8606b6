"""Counting the calls to other providers: how each ended, and how long it took."""

from idp.measures import Family, Measures, MetricKind, each_of
from idp.outbound import Failure

ANSWERED, ERROR = "answered", "error"
"""What it said may be a refusal all the same; `error` is a status of 5xx, or 429."""
NOT_ASKED = "not_asked"
"""It did not answer lately."""


class CallCounts:
    """The calls to every provider of the settings."""

    def __init__(self, *, measures: Measures, providers: tuple[str, ...]) -> None:
        endings = (ANSWERED, ERROR, NOT_ASKED, *Failure)
        self.ended = measures.counter(
            Family(
                name="parvis_upstream_calls_total",
                tells="Calls to other providers, by how they ended.",
                labels=("provider", "outcome"),
                series=each_of(providers, endings),
            )
        )
        self.lasted = measures.histogram(
            Family(
                name="parvis_upstream_call_seconds",
                tells="How long calls to other providers took, whatever came of them.",
                kind=MetricKind.HISTOGRAM,
                labels=("provider",),
                series=each_of(providers),
                bounds=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
            )
        )
