"""`/admin/registre/correspondances`, and the editor of a file that waits for one."""

from collections.abc import Mapping
from typing import Any

from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.profiles import RegistryProfileActions
from idp.administration.registry.schemas import PreviewResponse, ProfileResponse
from idp.errors import Refused
from idp.registry.importing import FIELDS, OPTIONAL_FIELDS
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import REGISTRY_IMPORTS, REGISTRY_PROFILES
from idp.web.console.registry_form import CONSTANTS, begun, content_of, words_of
from idp.web.frame import Answer, Leave
from idp.web.views.console.registry_columns import (
    RegistryColumnsView,
    RegistryProfilesView,
)

_EMPTY = {"fr": "(vide)", "en": "(empty)"}
_FIRST = "gpi"


class RegistryColumnsPage:
    """The editor: what each column holds, a preview of the first rows, saving, comparing."""

    path = f"{REGISTRY_IMPORTS}/<import_id>/colonnes"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the editor. Raises Unknown, NotFresh."""
        return self._page(request, None)

    def act(self, request: AdministratorRequest) -> Answer:
        """Try the first rows, or save and let the file be compared."""
        content, import_id = content_of(request), request.named["import_id"]
        if request.text("action") != "save":
            response = request.read(
                RegistryProfileActions.preview, import_id=import_id, content=content
            )
            return self._page(request, response)
        name = request.text("name").strip()
        members = {"name": name, "content": content}
        asked = request.actions.read(request.actor, RegistryProfileActions.save, members)
        request.actions.do(request.actor, RegistryProfileActions.save, asked)
        request.read(RegistryActions.read, import_id=import_id, profile=name)
        return Leave(request.to(f"{REGISTRY_IMPORTS}/{import_id}", notice="registry_profile_saved"))

    def _page(self, request: AdministratorRequest, tried: PreviewResponse | None) -> Answer:
        import_id = request.named["import_id"]
        response = request.read(RegistryProfileActions.columns, import_id=import_id)
        named = request.read(RegistryActions.differences, import_id=import_id).imported
        known = {
            each.name: each.content
            for each in request.read(RegistryProfileActions.list).profiles
            if _format(each) == "csv"
        }
        chosen = known.get(request.text("profile"), known.get(_FIRST, {}))
        content: Mapping[str, Any] = (
            content_of(request) if request.typed else begun(response, chosen)
        )
        return RegistryColumnsView(
            import_id=int(import_id),
            file_name=named.file_name or "",
            response=response,
            profiles=tuple(known),
            content=content,
            fields=FIELDS,
            optional=OPTIONAL_FIELDS,
            can_be_constant=CONSTANTS,
            words=words_of(content, _EMPTY[request.locale]),
            tried=tried,
        )


class RegistryProfilesPage:
    """Every way to read exports."""

    path = REGISTRY_PROFILES
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        response = request.read(RegistryProfileActions.list)
        return RegistryProfilesView(
            profiles=response.profiles,
            changes=request.may(RegistryProfileActions.remove),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Delete a profile."""
        if request.text("action") != "remove":
            raise Refused("asked.choice", name="action")
        request.do(RegistryProfileActions.remove)
        return Leave(request.to(REGISTRY_PROFILES, notice="registry_profile_removed"))


def _format(response: ProfileResponse) -> str:
    return str(response.content.get("format", "csv"))
