"""`/compte/activite`: recent events of the account, in plain words."""

from itertools import groupby

from idp.audit.records import Entry
from idp.clients import Clients
from idp.ids import ClientId
from idp.journeys.own_activity import OwnActivity
from idp.normalisation.dates import day, time_of_day
from idp.part import Part
from idp.upstream import Upstreams
from idp.web.frame import Answer
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import ACTIVITY
from idp.web.views import ActivityDay, ActivityLine, ActivityView

_PASSKEY = frozenset({"hwk", "swk", "pop"})
_SECOND = frozenset({"otp", "mfa"})


class ActivityPage(Part):
    """Visits to portals are private: the sign-in must be recent.

    Shows neither names of administrators nor anything internal.
    """

    path = ACTIVITY
    guard = FRESH

    own_activity: OwnActivity
    clients: Clients
    upstreams: Upstreams

    def show(self, request: SignedInRequest) -> Answer:
        """Return a page of events, by day."""
        activity = self.own_activity.list(request.session.account_id, request.asked("avant"))
        return ActivityView(
            days=tuple(
                ActivityDay(name, tuple(self._view(each, request.locale) for each in events))
                for name, events in groupby(
                    activity.events, lambda each: day(each.at, request.locale)
                )
            ),
            older_path=request.to(ACTIVITY, avant=activity.older) if activity.older else None,
            is_first=not request.asked("avant"),
        )

    def _view(self, event: Entry, locale: str) -> ActivityLine:
        client = self.clients.get_disabled_too(ClientId(event.client_id or ""))
        return ActivityLine(
            what=_what(event),
            values={
                "count": event.details.get("count", 1),
                "portal": client.name_in_messages(locale) if client else "–",  # noqa: RUF001 - gone
                "provider": self._provider(event, locale),
            },
            time=time_of_day(event.at, locale),
            way=_way(event),
            device=str(event.details.get("device") or ""),
            by=_by(event.actor),
            refused=event.outcome == "refused",
        )

    def _provider(self, event: Entry, locale: str) -> str:
        """Return the label of the event's provider; the name of one that is gone."""
        name = str(event.details.get("provider", ""))
        return self.upstreams.label(name, locale) if name in self.upstreams.names else name


def _what(event: Entry) -> str:
    """Return the key of the sentence: the kind, or one of its two meanings."""
    if event.kind == "address_proven" and event.details.get("added"):
        return "address_added"
    return event.kind


def _way(event: Entry) -> str | None:
    """Return the method of a sign-in."""
    if event.kind != "signed_in":
        return None
    methods = frozenset(str(event.details.get("methods", "")).split())
    if methods & _PASSKEY:
        return "passkey"
    if "fed" in methods:
        return "elsewhere"
    return "password_and_app" if methods & _SECOND else "password"


def _by(actor: str) -> str | None:
    """Return who did it, when it was neither the person nor a stranger."""
    if actor.startswith(("admin:", "client:")):
        return "support"
    return "house" if actor == "house" else None
