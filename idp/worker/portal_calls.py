"""Calling portals: what is sent, what its answer means, and how attempts are counted."""

from collections.abc import Iterable
from enum import Enum

from msgspec.structs import replace

from idp.clock import Clock
from idp.measures import Family, Measures, MetricKind, each_of
from idp.outbound import Outbound, OutboundError
from idp.protocol.notification_method import NotificationMethod
from idp.settings import Settings
from idp.signals import SignalDelivery
from idp.traces import NO_TRACES, Traces

_TOO_MANY, _TIMEOUT = 429, 408


class NotificationOutcome(Enum):
    """The outcome of an attempt."""

    TOLD = "told"
    REFUSED = "refused"
    UNANSWERED = "unanswered"
    DECLINED = "declined"
    """Refused, and not sent again."""
    UNWANTED = "unwanted"
    """Not sent: it is no longer to be."""


_ATTEMPTS = Family(
    name="parvis_portal_attempts_total",
    tells="Attempts to tell portals what happened, by what came of them.",
    labels=("outcome",),
    series=each_of(tuple(each.value for each in NotificationOutcome)),
)
_DELAY = Family(
    name="parvis_portal_delay_seconds",
    tells="How long it took from what happened until a portal was told.",
    kind=MetricKind.HISTOGRAM,
    bounds=(1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0),
)


class PortalCalls:
    """Calls portals, each in the way that the delivery is of; holds no transaction."""

    def __init__(
        self,
        *,
        ways: Iterable[NotificationMethod],
        clock: Clock,
        settings: Settings,
        measures: Measures,
        traces: Traces = NO_TRACES,
    ) -> None:
        self.ways = {way.kind: way for way in ways}
        self._clock = clock
        outbound = replace(settings.outbound, places=settings.signals.places)
        self._outbound = Outbound(settings=outbound, traces=traces)
        self._attempts = measures.counter(_ATTEMPTS)
        self._delay = measures.histogram(_DELAY)
        self._traces = traces

    def call(self, delivery: SignalDelivery) -> NotificationOutcome:
        """Call the portal, unless that is no longer wanted, and return what came of it."""
        with self._traces.root("tell a portal") as span:
            outcome = self._notify(delivery)
            span.add("parvis.outcome", outcome.value)
        return outcome

    def count(self, delivery: SignalDelivery, outcome: NotificationOutcome) -> None:
        """Count an attempt, and how long it took until the portal was told."""
        self._attempts.add(outcome.value)
        if outcome is NotificationOutcome.TOLD:
            self._delay.observe(self._clock.seconds() - delivery.at)

    def _notify(self, delivery: SignalDelivery) -> NotificationOutcome:
        post = self.ways[delivery.kind].compose(delivery)
        if post is None:
            return NotificationOutcome.UNWANTED
        try:
            answer = self._outbound.post(post.uri, post.body, post.content_type, post.headers)
        except OutboundError:
            return NotificationOutcome.UNANSWERED
        if 200 <= answer.status < 300:  # noqa: PLR2004 - RFC 9110 §15.3
            return NotificationOutcome.TOLD
        final = 300 <= answer.status < 500 and answer.status not in {_TOO_MANY, _TIMEOUT}  # noqa: PLR2004
        if final and not post.repeats:
            return NotificationOutcome.DECLINED
        refused = final and answer.status >= 400  # noqa: PLR2004
        return NotificationOutcome.REFUSED if refused else NotificationOutcome.UNANSWERED
