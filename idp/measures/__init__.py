"""Metrics, so that operators can see how the provider is doing.

A part opens its counters when it is built, and counts where things happen. Every value of a label
is known beforehand: no address, number or token can become one, and no stranger can add series.
Owns the numbers; `idp/web/metrics` serves them.
"""

from idp.measures.family import Family, MetricKind, Series, each_of
from idp.measures.measures import Counter, Gauge, Histogram, Measures, SeriesReading, Timed
from idp.measures.tries import Tries, family_of_tries

__all__ = [
    "Counter",
    "Family",
    "Gauge",
    "Histogram",
    "Measures",
    "MetricKind",
    "Series",
    "SeriesReading",
    "Timed",
    "Tries",
    "each_of",
    "family_of_tries",
]
