"""A family of metrics: its name, its help text, and every series that it can have."""

from enum import Enum
from itertools import product

from idp.discreet import Discreet, Hidden

Series = tuple[str, ...]
"""The value of each label, in the order of the labels."""


class MetricKind(Enum):
    """The type of a metric."""

    COUNTER = "counter"
    """Up."""
    GAUGE = "gauge"
    """Up and down; belongs to a process, and is gone when that ends."""
    HISTOGRAM = "histogram"
    """Seconds, counted by how many there were up to each bound."""


class Family(Discreet, frozen=True):
    """One metric, in Prometheus's terms.

    `name` ends with its unit, `_total` for a counter. `bounds` are the upper ends of a histogram's
    buckets in seconds, ascending; longer times are counted after the last. A `sparse` family shows
    no series that was never counted: there would be too many.
    """

    name: str
    tells: str
    kind: MetricKind = MetricKind.COUNTER
    labels: tuple[str, ...] = ()
    series: Hidden[tuple[Series, ...]] = ((),)
    bounds: tuple[float, ...] = ()
    sparse: bool = False

    @property
    def width(self) -> int:
        """How many numbers one series takes: a histogram's buckets, the one above, the sum."""
        return len(self.bounds) + 2 if self.kind is MetricKind.HISTOGRAM else 1


def each_of(*values: tuple[str, ...]) -> tuple[Series, ...]:
    """Return the series of every combination of the labels' values."""
    return tuple(product(*(tuple(map(str, of_label)) for of_label in values)))
