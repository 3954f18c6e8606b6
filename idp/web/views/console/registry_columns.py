"""Which column of a file holds what: the editor, its preview, and what was saved."""

from collections.abc import Mapping
from typing import Any, ClassVar

from idp.administration.registry.schemas import ColumnsResponse, PreviewResponse, ProfileResponse
from idp.web.views.console.frame import ConsoleView


class RegistryColumnsView(ConsoleView, frozen=True, kw_only=True):
    """The editor of a file that waits.

    `content` is the profile in the form, `fields` what a column may hold, `words` those of each
    field that has words. `tried` is None before the first preview.
    """

    template: ClassVar[str] = "console/registry/columns.html"
    import_id: int
    file_name: str
    response: ColumnsResponse
    profiles: tuple[str, ...]
    content: Mapping[str, Any]
    fields: tuple[str, ...]
    optional: frozenset[str]
    can_be_constant: frozenset[str]
    words: Mapping[str, str]
    tried: PreviewResponse | None = None


class RegistryProfilesView(ConsoleView, frozen=True, kw_only=True):
    """Every way to read exports."""

    template: ClassVar[str] = "console/registry/profiles.html"
    profiles: tuple[ProfileResponse, ...]
    changes: bool
