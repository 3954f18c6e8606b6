"""Who may open a page of the console: anybody, or administrators.

Each action itself says who may do it and whether it needs a recent authentication; `FRESH` is for
a form that does no action.
"""

from urllib.parse import urlencode

from idp.errors import NotFresh
from idp.web.console.console_request import AdministratorRequest, ConsoleRequest
from idp.web.console.paths import ENTRY
from idp.web.frame import Guard, Leave


def to_entry(path: str) -> Leave:
    """Redirect to the page where one signs in or authenticates again, and then back to `path`."""
    return Leave(f"{ENTRY}?{urlencode({'to': path})}")


def _anybody(request: ConsoleRequest) -> ConsoleRequest:
    return request


def _administrator(request: ConsoleRequest) -> AdministratorRequest | Leave:
    return request if isinstance(request, AdministratorRequest) else to_entry(request.path)


def _fresh(request: ConsoleRequest) -> AdministratorRequest | Leave:
    if isinstance(request, AdministratorRequest) and not request.actor.is_fresh:
        raise NotFresh("asked.not_fresh")
    return _administrator(request)


PUBLIC = Guard(_anybody, _anybody)
ADMINISTRATOR = Guard(_administrator, _administrator)
FRESH = Guard(_fresh, _fresh)
"""Raises NotFresh: the page shows the form again, with a way to authenticate beside it."""
