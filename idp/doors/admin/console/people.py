"""`/admin/personnes`: one person, found by one whole address and for a reason.

What was found answers the form itself: no address of a person stands in the address of a page.
"""

from typing import Any

from idp.doors.admin.console.answer import Answer, Problem, errors_of
from idp.doors.admin.console.paths import PEOPLE
from idp.doors.admin.console.people_views import explained_view, message_view, person_view
from idp.doors.admin.console.visit import ConsoleVisit
from idp.doors.views import OrganisationChoice
from idp.doors.views.console.people import PeoplePage
from idp.errors import Refused
from idp.operations.action import Action
from idp.operations.people_additions import PeopleAdditions
from idp.operations.people_asking import Reason
from idp.operations.people_helping import Helped, PeopleHelping
from idp.operations.people_looks import PeopleLooks

REASONS = tuple(str(reason) for reason in Reason)
_HELP: dict[str, Action[Any, Helped]] = {
    "send_reset": PeopleHelping.send_reset,
    "end_sessions": PeopleHelping.end_sessions,
    "disable": PeopleHelping.disable,
    "enable": PeopleHelping.enable,
    "reset_authenticators": PeopleHelping.reset_authenticators,
    "invite_merge": PeopleHelping.invite_merge,
    "keep_addition": PeopleAdditions.keep,
}


class PeopleDoor:
    """Looks, and what helps; each asks the desk with the reason that the form holds."""

    path = PEOPLE

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the form."""
        return _page(visit, errors=errors_of(problem))

    def act(self, visit: ConsoleVisit) -> Answer:
        """Look, or help and look again."""
        wish = visit.text("action")
        if wish == "explain":
            return _explain(visit)
        if wish == "mail":
            told = visit.read(PeopleLooks.mail, **_who(visit))
            views = tuple(message_view(each, visit.locale) for each in told.messages)
            return _page(visit, messages=views)
        if wish in _HELP:
            other = {"other": needed(visit, "other")} if wish == "invite_merge" else {}
            if wish == "keep_addition":
                other = {"kind": visit.text("kind"), "addition": visit.text("addition")}
            visit.read(_HELP[wish], **_who(visit), **other)
            return _find(visit, done=wish)
        if wish != "find":
            raise Refused("asked.choice", field="action", name="action")
        return _find(visit)


def organisations(visit: ConsoleVisit) -> tuple[OrganisationChoice, ...]:
    """Return the organisations to choose from. Raises NotAllowed."""
    told = visit.read(PeopleLooks.organisations).organisations
    return tuple(OrganisationChoice(each.code, each.name) for each in told)


def reason_of(visit: ConsoleVisit) -> dict[str, str]:
    """Return the reason that the form holds, as every action on people asks for it."""
    reference = visit.text("reference").strip().upper()
    return {"reason": needed(visit, "reason"), **({"reference": reference} if reference else {})}


def needed(visit: ConsoleVisit, name: str) -> str:
    """Return what the form holds under `name`. Raises Refused in words of the form, not of ours."""
    value = visit.text(name).strip()
    if not value:
        raise Refused(f"people.missing.{name}", field=name)
    return value


def _who(visit: ConsoleVisit) -> dict[str, str]:
    return {"who": needed(visit, "who"), **reason_of(visit)}


def _find(visit: ConsoleVisit, done: str | None = None) -> PeoplePage:
    told = visit.read(PeopleLooks.find, **_who(visit))
    person = None if told.person is None else person_view(told.person, visit.locale)
    return _page(visit, person=person, nobody=person is None, on_file=told.on_file, done=done)


def _explain(visit: ConsoleVisit) -> PeoplePage:
    number = visit.text("number").strip()
    child = {"organisation": visit.text("organisation"), "number": number} if number else {}
    told = visit.read(PeopleLooks.explain, **_who(visit), **child)
    view = explained_view(told, visit.locale, asked_child=bool(number))
    return _page(visit, explained=view)


def _page(visit: ConsoleVisit, **more: Any) -> PeoplePage:  # noqa: ANN401 - members of the page
    return PeoplePage(
        frame=visit.frame,
        console=visit.console,
        notice=visit.notice,
        reasons=REASONS,
        organisations=organisations(visit),
        who=visit.text("who"),
        reason=visit.text("reason"),
        reference=visit.text("reference"),
        organisation=visit.text("organisation"),
        number=visit.text("number"),
        **more,
    )
