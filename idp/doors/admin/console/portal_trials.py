"""`/admin/portails/<id>/essai` begins a trial of a portal, `/admin/portails/essai` ends it."""

import json
from typing import Any

from idp.doors.admin.console.console_request import AdministratorRequest, ConsoleRequest
from idp.doors.admin.console.guards import ADMINISTRATOR, PUBLIC
from idp.doors.admin.console.paths import PORTALS
from idp.doors.admin.console.portal import PortalDoor
from idp.doors.frame import Answer, Leave
from idp.doors.views.console.portal_trials import TrialBackPage, TrialReadyPage, TrialToldPage
from idp.operations.clients import ClientOperations
from idp.operations.portal_trial_told import TokenTold, TrialTold
from idp.operations.portal_trials import RETURN_PATH, PortalTrialOperations
from idp.part import Part
from idp.spelling.dates import time_of_day

_FIELDS = ("state", "code", "error", "error_description")


class TrialDoor(Part):
    """The beginning: a page whose link leads to the real sign-in.

    A link and not a redirect: every process knows of the stand-in a second after it was made.
    """

    path = f"{PORTALS}/<id>/essai"
    guard = ADMINISTRATOR

    portal: PortalDoor

    def show(self, request: AdministratorRequest) -> Answer:
        """Go to the portal, where the button is. Raises Unknown."""
        if request.problem is not None:
            return self.portal.show(request)
        return Leave(f"{PORTALS}/{request.read(ClientOperations.show).id}")

    def act(self, request: AdministratorRequest) -> Answer:
        """Begin."""
        begun = request.do(PortalTrialOperations.begin)
        return TrialReadyPage(
            id=begun.id,
            name=begun.name,
            uri=begun.uri,
            until=time_of_day(begun.expires_at, request.locale),
        )


class TrialReturnDoor:
    """The end. What a portal's sign-in brings back is shown as a form: a GET changes nothing."""

    path = RETURN_PATH
    guard = PUBLIC.with_form(ADMINISTRATOR)

    def show(self, request: ConsoleRequest) -> Answer:
        """Return the form.

        To anybody: the way may lead through another provider, and then the browser keeps our
        Strict cookie to itself until it is asked from a page of ours.
        """
        found = ((name, request.text(name)) for name in _FIELDS)
        return TrialBackPage(
            fields=tuple(pair for pair in found if pair[1]),
            error=request.text("error"),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Tell what the portal would be told."""
        told: TrialTold = request.do(PortalTrialOperations.finish)
        return TrialToldPage(
            id=told.id,
            name=told.name,
            error=told.error,
            description=told.error_description,
            parts=tuple(_parts(told)),
            posted=told.posted,
        )


def _parts(told: TrialTold) -> list[tuple[str, str]]:
    parts: list[tuple[str, Any]] = [
        *_token("id_token", told.id_token),
        ("userinfo", told.userinfo),
        *_token("access_token", told.access_token),
        ("answer", told.answer),
    ]
    return [
        (name, json.dumps(content, indent=2, ensure_ascii=False))
        for name, content in parts
        if content
    ]


def _token(name: str, token: TokenTold | None) -> tuple[tuple[str, Any], ...]:
    if token is None:
        return ()
    return ((f"{name} header", token.header), (f"{name} claims", token.claims))
