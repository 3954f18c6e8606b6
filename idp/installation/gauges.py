"""Gauges read from the database for monitoring: keys, queues, registry, credentials.

Each reading costs a few index entries, however large the tables: queues are counted up to a bound.
"""

from collections import defaultdict
from collections.abc import Iterator

from idp.clients import Clients
from idp.clock import Clock, as_datetime
from idp.keys.algorithms import ALGORITHMS
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.record import KeyRecord, KeyState
from idp.mail.queue import Queue
from idp.measures import Family, MetricKind, Series, SeriesReading, each_of
from idp.part import Part
from idp.registry import Registry
from idp.registry.importing import ImportLifecycle, State
from idp.settings import UpstreamSettings
from idp.signals import Deliveries
from idp.storage import Database, Transaction
from idp.upstream.expiry import endings

_MOST_ORGANISATIONS = 200
_QUEUES = ("mail", "portals", "portals_fetching", "imports", "imports_awaiting")
_PUBLISHED = (KeyState.PENDING, KeyState.ACTIVE, KeyState.RETIRED)


class Gauges(Part):
    """Reads all gauges at once."""

    database: Database
    queue: Queue
    deliveries: Deliveries
    lifecycle: KeyLifecycle
    registry: Registry
    imports: ImportLifecycle
    clients: Clients
    upstream: UpstreamSettings
    clock: Clock

    def read(self) -> list[SeriesReading]:
        """Return the current readings. Raises what the database raises."""
        with self.database.reading() as tx:
            found = [*self._keys(tx), *self._queues(tx), *self._registries(tx)]
        found += [*self._credentials(), *self._secrets()]
        return sorted(found, key=lambda reading: reading.family.name)

    def _keys(self, tx: Transaction) -> Iterator[SeriesReading]:
        now = self.clock.seconds()
        groups: dict[tuple[str, str], list[KeyRecord]] = defaultdict(list)
        every, time_line = self.lifecycle.records(tx), self.lifecycle.time_line
        for record in every:
            groups[record.algorithm, record.state].append(record)
        for algorithm in ALGORITHMS:
            for state in _PUBLISHED:
                records = groups[algorithm, state]
                yield SeriesReading(KEYS, (algorithm, state), (len(records),))
                if records:
                    oldest = min(_since(record) for record in records)
                    yield SeriesReading(KEY_AGE, (algorithm, state), (now - oldest,))
            succeeded = bool(groups[algorithm, KeyState.PENDING])
            for state in _PUBLISHED:
                due = [
                    time_line.successor_due_at(each)
                    if state is KeyState.ACTIVE
                    else time_line.due_at(each, every)
                    for each in groups[algorithm, state]
                    if not (state is KeyState.ACTIVE and succeeded)
                ]
                if moments := [at for at in due if at is not None]:
                    yield SeriesReading(KEY_OVERDUE, (algorithm, state), (now - min(moments),))

    def _queues(self, tx: Transaction) -> Iterator[SeriesReading]:
        now = self.clock.seconds()
        waiting = {
            "mail": self.queue.backlog(tx),
            "portals": self.deliveries.backlog(tx),
            "portals_fetching": (self.deliveries.held_for_all(tx), None),
            **self._imports(tx),
        }
        for name, (count, due_since) in waiting.items():
            yield SeriesReading(QUEUE, (name,), (count,))
            late = 0 if due_since is None else max(0, now - due_since)
            yield SeriesReading(QUEUE_LATE, (name,), (late,))

    def _imports(self, tx: Transaction) -> dict[str, tuple[int, int | None]]:
        """Return the count and oldest second of unread imports, and of those that wait for two."""
        undecided = self.imports.open(tx)
        unread = [
            each.started_at
            for each in undecided
            if each.state is State.STAGING or (each.state is State.RECEIVED and each.profile)
        ]
        awaited = [each.asked_at or 0 for each in undecided if each.state is State.AWAITING]
        return {
            "imports": (len(unread), min(unread, default=None)),
            "imports_awaiting": (len(awaited), min(awaited, default=None)),
        }

    def _registries(self, tx: Transaction) -> Iterator[SeriesReading]:
        now = self.clock.seconds()
        for each in self.registry.organisations(tx)[:_MOST_ORGANISATIONS]:
            yield SeriesReading(REGISTRY_AGE, (each.code,), (now - each.taken_at,))

    def _credentials(self) -> Iterator[SeriesReading]:
        today = as_datetime(self.clock.seconds()).date()
        for each in endings(self.upstream, today):
            yield SeriesReading(
                CREDENTIAL_DAYS, (each.provider, str(each.number)), (each.days_left,)
            )

    def _secrets(self) -> Iterator[SeriesReading]:
        """Yield in how many seconds the first portal has no valid secret left."""
        last = [
            max(secret.expires_at or 0 for secret in client.secrets)
            for client in self.clients.all()
            if client.secrets
            and not client.disabled
            and all(secret.expires_at is not None for secret in client.secrets)
        ]
        if last:
            yield SeriesReading(SECRET_SECONDS, (), (min(last) - self.clock.seconds(),))


def _since(record: KeyRecord) -> int:
    """Return the second at which the key came into its state."""
    times = {KeyState.ACTIVE: record.activated_at, KeyState.RETIRED: record.retired_at}
    return times.get(record.state) or record.published_at


def _family(
    name: str, tells: str, labels: tuple[str, ...] = (), series: tuple[Series, ...] = ()
) -> Family:
    """Return a gauge with `series`; without them, its labels are not known beforehand."""
    return Family(name=name, tells=tells, kind=MetricKind.GAUGE, labels=labels, series=series)


_OF_A_KEY = ("algorithm", "state")
_EACH_KEY = each_of(ALGORITHMS, _PUBLISHED)
_EACH_QUEUE = each_of(_QUEUES)
KEYS = _family("parvis_signing_keys", "Signing keys that are published.", _OF_A_KEY, _EACH_KEY)
KEY_AGE = _family(
    "parvis_signing_key_age_seconds",
    "How long the oldest key has been in its state.",
    _OF_A_KEY,
    _EACH_KEY,
)
KEY_OVERDUE = _family(
    "parvis_signing_key_due_seconds",
    "Since when its next change (successor, signing, removal) is due; negative: not yet.",
    _OF_A_KEY,
    _EACH_KEY,
)
QUEUE = _family(
    "parvis_queue_length", "What waits, counted up to a bound.", ("queue",), _EACH_QUEUE
)
QUEUE_LATE = _family(
    "parvis_queue_late_seconds",
    "How long ago the first of it should have left.",
    ("queue",),
    _EACH_QUEUE,
)
REGISTRY_AGE = _family(
    "parvis_registry_age_seconds", "How old the registry in force is.", ("organisation",)
)
CREDENTIAL_DAYS = _family(
    "parvis_upstream_credential_days",
    "Days left of a credential at another provider.",
    ("provider", "number"),
)
SECRET_SECONDS = _family(
    "parvis_client_secret_seconds",
    "How long until the first portal has no secret left that works.",
)
FAMILIES = (
    KEYS,
    KEY_AGE,
    KEY_OVERDUE,
    QUEUE,
    QUEUE_LATE,
    REGISTRY_AGE,
    CREDENTIAL_DAYS,
    SECRET_SECONDS,
)
"""Everything that can be read here."""
