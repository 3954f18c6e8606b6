"""`/admin/personnes`: one person, found by one whole address and for a reason.

The result is the response to the form: no person's address is in the address of a page.
"""

from typing import Any

from idp.administration.action import Action
from idp.administration.people.additions import PeopleAdditions
from idp.administration.people.former_accounts import FormerAccountActions
from idp.administration.people.helping import Helped, PeopleHelping
from idp.administration.people.looking import PeopleLooks
from idp.administration.people.reason import SupportReason
from idp.errors import Refused
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import PEOPLE
from idp.web.frame import Answer
from idp.web.views.console.people import PeopleView

REASONS = tuple(str(reason) for reason in SupportReason)
_HELP: dict[str, Action[Any, Helped]] = {
    "send_reset": PeopleHelping.send_reset,
    "end_sessions": PeopleHelping.end_sessions,
    "disable": PeopleHelping.disable,
    "enable": PeopleHelping.enable,
    "reset_authenticators": PeopleHelping.reset_authenticators,
    "invite_merge": PeopleHelping.invite_merge,
    "keep_addition": PeopleAdditions.keep,
}


class PeoplePage:
    """Looks and help; each does an action with the reason in the form."""

    path = PEOPLE
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the form."""
        return _page(request)

    def act(self, request: AdministratorRequest) -> Answer:
        """Look, or help and look again."""
        action = request.text("action")
        if action == "explain":
            return _explain(request)
        if action == "mail":
            return _page(request, messages=request.read(PeopleLooks.mail, **_who(request)).messages)
        if action == "find":
            return _find(request)
        other = {"other": needed(request, "other")} if action == "invite_merge" else {}
        if action == "keep_addition":
            other = {"kind": request.text("kind"), "addition": request.text("addition")}
        request.read(request.chosen(_HELP), **_who(request), **other)
        return _find(request, done=action)


def reason_of(request: AdministratorRequest) -> dict[str, str]:
    """Return the reason in the form, as members of every request about people."""
    reference = request.text("reference").strip().upper()
    return {"reason": needed(request, "reason"), **({"reference": reference} if reference else {})}


def needed(request: AdministratorRequest, name: str) -> str:
    """Return what the form holds under `name`. Raises Refused with a sentence about its field."""
    value = request.text(name).strip()
    if not value:
        raise Refused(f"people.missing.{name}", field=name)
    return value


def _who(request: AdministratorRequest) -> dict[str, str]:
    return {"who": needed(request, "who"), **reason_of(request)}


def _find(request: AdministratorRequest, done: str | None = None) -> PeopleView:
    return _page(request, found=request.read(PeopleLooks.find, **_who(request)), done=done)


def _explain(request: AdministratorRequest) -> PeopleView:
    number = request.text("number").strip()
    child = {"organisation": request.text("organisation"), "number": number} if number else {}
    return _page(request, explained=request.read(PeopleLooks.explain, **_who(request), **child))


def _page(request: AdministratorRequest, **more: Any) -> PeopleView:  # noqa: ANN401 - members of the page
    return PeopleView(
        reasons=REASONS,
        organisations=request.read(PeopleLooks.organisations).organisations,
        moves_in=request.may(FormerAccountActions.list),
        **more,
    )
