"""The metrics of `parvis serve`: one shared memory for all its processes, one address.

Each process counts in a place of its own, which another one takes when it ends. The address is
opened before they fork, and any of them answers there for all.
"""

from idp.installation.gauges import Gauges
from idp.mail.queue import Queue
from idp.settings import Settings
from idp.web.metrics import Exposition, Listener, Occupancy
from idp.wiring import Provider

# While old processes drain, new ones run beside them.
_PLACES_PER_WORKER = 4


class ProcessMetrics:
    """The processes' places, kept in the process that starts them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.watching
        self._places = 1 + _PLACES_PER_WORKER * max(1, settings.server.workers)
        self._taken: dict[int, int] = {}
        self._provider: Provider | None = None
        self._listener: Listener | None = None
        self._exposition: Exposition | None = None
        self._occupancy: Occupancy | None = None

    def share(self, provider: Provider) -> None:
        """Open the address and the shared memory. Raises SettingsError for an unusable address."""
        self._provider = provider
        if self._settings.bind:
            self._listener = Listener(settings=self._settings, bind=self._settings.bind)
            self._exposition = Exposition(measures=provider.measures, state=gauges(provider).read)
            self._occupancy = Occupancy(provider)
        provider.measures.share(self._places)

    def before_fork(self, number: int) -> None:
        """Find a place for process `number`; the last one is shared when there is no other."""
        free = set(range(1, self._places)) - set(self._taken.values())
        self._taken[number] = min(free, default=self._places - 1)

    def begin(self, number: int) -> None:
        """Count in the place that was found, and serve: called in process `number` itself."""
        if self._provider is None:
            return
        self._provider.measures.take(self._taken[number])
        if self._listener and self._exposition and self._occupancy:
            self._listener.serve(self._exposition.written, self._occupancy.look)

    def ended(self, number: int) -> None:
        """Free the place of process `number`."""
        place = self._taken.pop(number, None)
        if self._provider is not None and place is not None:
            self._provider.measures.leave(place)


def gauges(provider: Provider) -> Gauges:
    """Return the gauges of the database of `provider`."""
    return Gauges(
        database=provider.database,
        queue=Queue(vault=provider.vault, clock=provider.clock, settings=provider.settings),
        deliveries=provider.deliveries,
        lifecycle=provider.key_lifecycle,
        registry=provider.directory.registry,
        imports=provider.imports.lifecycle,
        clients=provider.directory.clients,
        upstream=provider.settings.upstream,
        clock=provider.clock,
    )
