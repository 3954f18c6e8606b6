"""Metrics: what is counted, so that operators can see how the provider is doing.

A part opens its counters when it is built, and counts where things happen. Every value that a label
can take is known before anything is counted: no address, number or token can become one, and no
stranger can make the list longer. Owns the numbers; knows nothing of who asks for them
(`idp/web/metrics`).
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
