"""How full this process is, read about once a second, so that no request pays for it."""

from idp.measures import Family, MetricKind, each_of
from idp.wiring import Provider

_RESOURCES = ("database", "passwords", "passwords_waiting")


class Occupancy:
    """Connections in use, passwords being hashed, requests that wait for that; providers' state."""

    def __init__(self, provider: Provider) -> None:
        measures = provider.measures
        self._provider = provider
        self._taken = measures.gauge(_TAKEN)
        self._places = measures.gauge(_PLACES)
        self._silent = measures.gauge(
            Family(
                name="parvis_upstream_silent_processes",
                tells="Processes that do not ask another provider, because it did not answer.",
                kind=MetricKind.GAUGE,
                labels=("provider",),
                series=each_of(provider.directory.upstreams.names),
            )
        )

    def look(self) -> None:
        """Set the gauges."""
        provider, settings = self._provider, self._provider.settings
        self._taken.put(provider.database.in_use, "database")
        self._places.put(settings.database.pool_size, "database")
        places = provider.directory.passwords.places
        self._taken.put(places.inside, "passwords")
        self._places.put(places.places, "passwords")
        self._taken.put(places.waiting, "passwords_waiting")
        self._places.put(places.most_waiting, "passwords_waiting")
        for name in provider.directory.upstreams.names:
            self._silent.put(0 if provider.directory.upstreams.is_heard(name) else 1, name)


_TAKEN = Family(
    name="parvis_places_taken",
    tells="Connections to the database in use, passwords being hashed, requests waiting for that.",
    kind=MetricKind.GAUGE,
    labels=("room",),
    series=each_of(_RESOURCES),
)
_PLACES = Family(
    name="parvis_places",
    tells="How many there may be of those, over all processes.",
    kind=MetricKind.GAUGE,
    labels=("room",),
    series=each_of(_RESOURCES),
)
