"""`/admin`: recent figures, what waits or ends, and the administrator's sections."""

from typing import Any

from idp.administration.action import Action, T
from idp.administration.keys.actions import KeyActions
from idp.administration.portals.actions import ClientActions
from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.schemas import ImportResponse, StateResponse
from idp.administration.statistics.actions import StatisticsActions
from idp.clock import DAY, Clock
from idp.part import Part
from idp.registry import Organisation
from idp.web.console.charts import charts_of
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import HOME
from idp.web.frame import Answer
from idp.web.views.console.home import ConsoleHomeView

_ENDS = frozenset({"ending", "over"})


class HomePage(Part):
    """The first page. Its cost does not depend on how many accounts or events there are."""

    clock: Clock

    path = HOME
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        statistics = _read(request, StatisticsActions.show)
        registry = _read(request, RegistryActions.state)
        keys = _read(request, KeyActions.show)
        portals = _read(request, ClientActions.list)
        oldest = _oldest(registry)
        return ConsoleHomeView(
            roles=tuple(sorted(request.actor.roles)),
            charts=charts_of(statistics) if statistics else (),
            counted_at=statistics.counted_at if statistics else None,
            waiting=_waiting(registry),
            oldest=oldest,
            registry_days=(self.clock.seconds() - oldest.taken_at) // DAY if oldest else 0,
            turns=tuple(each for each in keys.algorithms if each.signs) if keys else None,
            ending=tuple(
                each
                for each in portals.portals
                if each.uses_secret and not each.disabled and each.secret_state in _ENDS
            )
            if portals
            else None,
        )


def _read(request: AdministratorRequest, action: Action[Any, T]) -> T | None:
    return request.read(action) if request.may(action) else None


def _oldest(registry: StateResponse | None) -> Organisation | None:
    if registry is None:
        return None
    return min(registry.organisations, key=lambda each: each.taken_at, default=None)


def _waiting(registry: StateResponse | None) -> tuple[ImportResponse, ...] | None:
    if registry is None:
        return None
    return tuple(each for each in registry.waiting if not each.is_being_read)
