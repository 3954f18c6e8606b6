"""Which column of a file holds what: the editor, its preview, and what was saved."""

from typing import ClassVar

from msgspec import Struct

from idp.doors.views.console.frame import ConsolePage
from idp.operations.registry_told import PreviewTold, ProfileTold


class FieldView(Struct, frozen=True):
    """A field: the column that holds it, or the value that stands for every line."""

    name: str
    column: str
    constant: str
    needed: bool
    can_be_constant: bool


class WordsView(Struct, frozen=True):
    """The words that a file has for one meaning; `name` is that of the form's field."""

    name: str
    words: str


class RegistryColumnsPage(ConsolePage, frozen=True, kw_only=True):
    """The editor of a file that waits; `tried` is None before the first preview."""

    template: ClassVar[str] = "console/registry/columns.html"
    import_id: int
    file_name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    profiles: tuple[str, ...]
    separator: str
    encoding: str
    date_format: str
    fiche_digits: str
    final_newline: bool
    several_addresses: bool
    fields: tuple[FieldView, ...]
    words: tuple[WordsView, ...]
    name: str = ""
    tried: PreviewTold | None = None


class RegistryProfilesPage(ConsolePage, frozen=True, kw_only=True):
    """Every way to read exports."""

    template: ClassVar[str] = "console/registry/profiles.html"
    profiles: tuple[ProfileTold, ...]
    changes: bool
