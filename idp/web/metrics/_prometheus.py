"""Prometheus's text format 0.0.4, as its own library writes it. Imported when first used."""

from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from typing_extensions import override

from idp.measures import Family, MetricKind, SeriesReading

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def written(readings: Iterable[SeriesReading]) -> bytes:
    """Return `readings`, grouped by family, as they are exposed."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Readings(list(readings)))
    return generate_latest(registry)


class _Readings(Collector):
    """Yields the readings to the library."""

    def __init__(self, readings: list[SeriesReading]) -> None:
        self._readings = readings

    @override
    def collect(self) -> Iterator[Metric]:
        for family, readings in groupby(self._readings, key=lambda reading: reading.family):
            yield _metric(family, readings)


def _metric(family: Family, readings: Iterable[SeriesReading]) -> Metric:
    if family.kind is MetricKind.HISTOGRAM:
        return _histogram(family, readings)
    kind = CounterMetricFamily if family.kind is MetricKind.COUNTER else GaugeMetricFamily
    metric = kind(family.name, family.tells, labels=family.labels)
    for reading in readings:
        metric.add_metric(reading.series, reading.values[0])
    return metric


def _histogram(family: Family, readings: Iterable[SeriesReading]) -> Metric:
    metric = HistogramMetricFamily(family.name, family.tells, labels=family.labels)
    bounds = [*(str(bound) for bound in family.bounds), "+Inf"]
    for reading in readings:
        *counts, total = reading.values
        buckets = list(zip(bounds, accumulate(counts), strict=True))
        metric.add_metric(reading.series, buckets, total)
    return metric
