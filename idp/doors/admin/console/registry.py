"""`/admin/registre`: what is in force, imports, what they change, and the decision."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from idp.doors.admin.console.answer import Answer, Leave, Problem, errors_of
from idp.doors.admin.console.paths import REGISTRY, REGISTRY_HISTORY, REGISTRY_IMPORTS
from idp.doors.admin.console.registry_shown import (
    change_views,
    counts_view,
    excess_view,
    import_view,
    loss_views,
    moment,
    problem_view,
)
from idp.doors.admin.console.visit import ConsoleVisit
from idp.doors.views import PageError
from idp.doors.views.console.registry import (
    LosingView,
    OrganisationView,
    RegistryHistoryPage,
    RegistryImportPage,
    RegistryLosingPage,
    RegistryPage,
)
from idp.errors import Refused
from idp.operations.action import Action
from idp.operations.registry import RegistryOperations
from idp.operations.registry_profiles import RegistryProfileOperations
from idp.operations.registry_told import (
    DecidedTold,
    DifferencesTold,
    ImportTold,
    Upload,
    WhichImport,
)

_QUEBEC = ZoneInfo("America/Toronto")
_LISTED = 50
_SHOWN = 100
_DECISIONS: dict[str, Action[WhichImport, DecidedTold]] = {
    "publish": RegistryOperations.publish,
    "approve": RegistryOperations.approve,
    "reject": RegistryOperations.reject,
}


class RegistryDoor:
    """The first page: what is in force, what waits, the next file."""

    path = REGISTRY

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page."""
        told = visit.read(RegistryOperations.state)
        profiles = visit.read(RegistryProfileOperations.list).profiles
        return RegistryPage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            notice=visit.notice,
            organisations=tuple(
                OrganisationView(
                    code=each.code,
                    name=each.name,
                    taken=moment(each.taken_at, visit.locale),
                    support=each.support_address or "",
                )
                for each in told.organisations
            ),
            waiting=tuple(import_view(each, visit) for each in told.waiting),
            profiles=tuple(each.name for each in profiles),
            drop_directory=told.drop_directory,
            changes=visit.may(RegistryOperations.upload),
            fresh=visit.actor.is_fresh,
            profile=visit.text("profile"),
            taken=visit.text("taken_at"),
        )

    def act(self, visit: ConsoleVisit) -> Answer:
        """Take a file, or where parents find help."""
        if visit.text("action") == "support":
            address = visit.text("address").strip() or None
            organisation = visit.text("organisation")
            visit.read(RegistryOperations.set_support, organisation=organisation, address=address)
            return Leave(visit.to(REGISTRY, notice="registry_support"))
        file = visit.files.get("file")
        if file is None or not file.filename:
            raise Refused("asked.file", field="file")
        asked = visit.desk.read(
            visit.actor,
            RegistryOperations.upload,
            {"file_name": file.filename[-200:], **_chosen(visit)},
            as_text=True,
        )
        assert isinstance(asked, Upload)  # noqa: S101 - what the action asks
        told = visit.desk.do(visit.actor, RegistryOperations.upload, asked, file.stream)
        return Leave(visit.to(f"{REGISTRY_IMPORTS}/{told.import_id}", notice="registry_received"))


class RegistryHistoryDoor:
    """The imports, newest first."""

    path = REGISTRY_HISTORY

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page."""
        before = visit.text("before")
        more = {"before": before} if before else {}
        imports = visit.read(RegistryOperations.history, count=_LISTED, **more).imports
        is_full = len(imports) == _LISTED
        older = visit.to(REGISTRY_HISTORY, before=str(imports[-1].import_id)) if is_full else None
        return RegistryHistoryPage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            notice=visit.notice,
            imports=tuple(import_view(each, visit) for each in imports),
            older=older,
        )

    def act(self, visit: ConsoleVisit) -> Answer:
        """Refuse: there is nothing to send here."""
        raise _nothing_to_do(visit)


class RegistryImportDoor:
    """One import."""

    path = f"{REGISTRY_IMPORTS}/<import_id>"

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page. Raises Unknown."""
        told: DifferencesTold = visit.read(RegistryOperations.differences)
        asked_oneself = (
            told.imported.state == "awaiting" and told.imported.asked_by == visit.actor.name
        )
        return RegistryImportPage(
            frame=visit.frame,
            console=visit.console,
            errors=_unplaced(problem),
            notice=visit.notice,
            imported=import_view(told.imported, visit),
            counts=counts_view(told),
            changes=change_views(told),
            losses=loss_views(told),
            excesses=tuple(excess_view(each, visit.locale) for each in told.excesses),
            problem=problem_view(told.problem),
            row_problems=told.row_problems,
            choices=_choices(told.imported, visit, asked_oneself=asked_oneself),
            sees_accounts=visit.may(RegistryOperations.losing)
            and told.imported.state in {"staged", "awaiting"},
            asked_oneself=asked_oneself,
        )

    def act(self, visit: ConsoleVisit) -> Answer:
        """Do what the button says."""
        wish = visit.text("action")
        if wish == "roll_back":
            received = visit.read(RegistryOperations.roll_back)
            path = f"{REGISTRY_IMPORTS}/{received.import_id}"
            return Leave(visit.to(path, notice="registry_received"))
        if wish not in _DECISIONS:
            raise Refused("asked.choice", field="action", name="action")
        decided = visit.read(_DECISIONS[wish])
        path = f"{REGISTRY_IMPORTS}/{decided.import_id}"
        return Leave(visit.to(path, notice=f"registry_{decided.state}"))


class RegistryLosingDoor:
    """Accounts that would lose children by an import."""

    path = f"{REGISTRY_IMPORTS}/<import_id>/comptes"

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page. Raises Unknown, NotAllowed."""
        import_id = visit.named["import_id"]
        members = {"import_id": import_id, "after": visit.text("after"), "count": _SHOWN}
        accounts = visit.read(RegistryOperations.losing, **members).accounts
        more = None
        if len(accounts) == _SHOWN:
            more = visit.to(
                f"{REGISTRY_IMPORTS}/{import_id}/comptes", after=accounts[-1].account_id
            )
        return RegistryLosingPage(
            frame=visit.frame,
            console=visit.console,
            errors=_unplaced(problem),
            notice=visit.notice,
            import_id=int(import_id),
            accounts=tuple(
                LosingView(each.account_id, each.organisation, each.school, each.children)
                for each in accounts
            ),
            more=more,
        )

    def act(self, visit: ConsoleVisit) -> Answer:
        """Refuse: there is nothing to send here."""
        raise _nothing_to_do(visit)


def _choices(told: ImportTold, visit: ConsoleVisit, *, asked_oneself: bool) -> frozenset[str]:
    """Return what the reader may do with an import now."""
    found: dict[str, Action[Any, Any]] = {}
    awaits_profile = told.state == "received" and not told.profile
    if told.state == "staged":
        found["publish"] = RegistryOperations.publish
    if told.state == "awaiting" and not asked_oneself:
        found["approve"] = RegistryOperations.approve
    if told.state in {"staged", "awaiting"} or awaits_profile:
        found["reject"] = RegistryOperations.reject
    if awaits_profile:
        found["columns"] = RegistryProfileOperations.columns
    if told.can_be_restored:
        found["roll_back"] = RegistryOperations.roll_back
    return frozenset(each for each, action in found.items() if visit.may(action))


def _chosen(visit: ConsoleVisit) -> dict[str, object]:
    chosen: dict[str, object] = {}
    if visit.text("profile"):
        chosen["profile"] = visit.text("profile")
    if typed := visit.text("taken_at").strip():
        try:
            at = datetime.fromisoformat(typed)
        except ValueError:
            raise Refused("asked.shape", field="taken_at", name="taken_at") from None
        # A browser sends the time of the wall, which is Québec's here.
        chosen["taken_at"] = int((at if at.tzinfo else at.replace(tzinfo=_QUEBEC)).timestamp())
    return chosen


def _nothing_to_do(visit: ConsoleVisit) -> Refused:
    return Refused("asked.choice", name=visit.text("action"))


def _unplaced(problem: Problem | None) -> tuple[PageError, ...]:
    """Return errors of a page that has no field to put them at."""
    return tuple(replace(each, field=None) for each in errors_of(problem))
