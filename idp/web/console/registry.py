"""`/admin/registre`: what is in force, imports, what they change, and the decision."""

from typing import Any

from idp.administration.action import Action
from idp.administration.administrators.actions import AdministratorActions
from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.profiles import RegistryProfileActions
from idp.administration.registry.schemas import (
    DecidedResponse,
    ImportResponse,
    WhichImport,
)
from idp.errors import Refused
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import REGISTRY, REGISTRY_HISTORY, REGISTRY_IMPORTS
from idp.web.console.typed_moment import typed_moment
from idp.web.frame import Answer, Leave, unplaced
from idp.web.views.console.registry import (
    RegistryAffectedView,
    RegistryHistoryView,
    RegistryImportView,
    RegistryView,
)

_LISTED = 50
_SHOWN = 100
_DECISIONS: dict[str, Action[WhichImport, DecidedResponse]] = {
    "publish": RegistryActions.publish,
    "approve": RegistryActions.approve,
    "reject": RegistryActions.reject,
}


class RegistryPage:
    """The first page: what is in force, what waits, the next file."""

    path = REGISTRY
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        profiles = request.read(RegistryProfileActions.list).profiles
        return RegistryView(
            response=request.read(RegistryActions.state),
            profiles=tuple(each.name for each in profiles),
            changes=request.may(RegistryActions.upload),
            fresh=request.actor.is_fresh,
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Upload a file, or set where parents find help."""
        if request.text("action") == "support":
            address = request.text("address").strip() or None
            organisation = request.text("organisation")
            request.read(RegistryActions.set_support, organisation=organisation, address=address)
            return Leave(request.to(REGISTRY, notice="registry_support"))
        file = request.files.get("file")
        if file is None or not file.filename:
            raise Refused("asked.file", field="file")
        asked = request.actions.read(
            request.actor,
            RegistryActions.upload,
            {"file_name": file.filename[-200:], **_chosen(request)},
            as_text=True,
        )
        response = request.actions.do(request.actor, RegistryActions.upload, asked, file.stream)
        return Leave(
            request.to(f"{REGISTRY_IMPORTS}/{response.import_id}", notice="registry_received")
        )


class RegistryHistoryPage:
    """The imports, newest first."""

    path = REGISTRY_HISTORY
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        before = request.text("before")
        more = {"before": before} if before else {}
        imports = request.read(RegistryActions.history, count=_LISTED, **more).imports
        older = request.next_page(imports, _LISTED, "import_id", name="before")
        return RegistryHistoryView(imports=imports, older=older)


class RegistryImportPage:
    """One import."""

    path = f"{REGISTRY_IMPORTS}/<import_id>"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown."""
        response = request.read(RegistryActions.differences)
        asked_oneself = (
            response.imported.state == "awaiting"
            and response.imported.asked_by == request.actor.name
        )
        return RegistryImportView(
            errors=unplaced(request.problem),
            response=response,
            choices=_choices(response.imported, request, asked_oneself=asked_oneself),
            invites=request.may(AdministratorActions.invite),
            sees_accounts=request.may(RegistryActions.affected_accounts)
            and response.imported.state in {"staged", "awaiting"},
            asked_oneself=asked_oneself,
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        if request.text("action") == "roll_back":
            received = request.read(RegistryActions.roll_back)
            path = f"{REGISTRY_IMPORTS}/{received.import_id}"
            return Leave(request.to(path, notice="registry_received"))
        decided = request.read(request.chosen(_DECISIONS))
        path = f"{REGISTRY_IMPORTS}/{decided.import_id}"
        return Leave(request.to(path, notice=f"registry_{decided.state}"))


class RegistryAffectedPage:
    """Accounts that would lose children by an import."""

    path = f"{REGISTRY_IMPORTS}/<import_id>/comptes"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown, NotAllowed."""
        members = {"after": request.text("after"), "count": _SHOWN}
        accounts = request.read(RegistryActions.affected_accounts, **members).accounts
        return RegistryAffectedView(
            import_id=int(request.named["import_id"]),
            accounts=accounts,
            more=request.next_page(accounts, _SHOWN, "account_id"),
        )


def _choices(
    response: ImportResponse, request: AdministratorRequest, *, asked_oneself: bool
) -> frozenset[str]:
    """Return what the administrator may do with an import now."""
    found: dict[str, Action[Any, Any]] = {}
    awaits_profile = response.state == "received" and not response.profile
    if response.state == "staged":
        found["publish"] = RegistryActions.publish
    if response.state == "awaiting" and not asked_oneself:
        found["approve"] = RegistryActions.approve
    if response.state in {"staged", "awaiting"} or awaits_profile:
        found["reject"] = RegistryActions.reject
    if awaits_profile:
        found["columns"] = RegistryProfileActions.columns
    if response.can_be_restored:
        found["roll_back"] = RegistryActions.roll_back
    return frozenset(each for each, action in found.items() if request.may(action))


def _chosen(request: AdministratorRequest) -> dict[str, object]:
    chosen: dict[str, object] = {}
    if request.text("profile"):
        chosen["profile"] = request.text("profile")
    if (taken_at := typed_moment(request, "taken_at")) is not None:
        chosen["taken_at"] = taken_at
    return chosen
