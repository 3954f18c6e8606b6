"""Which column of a file holds what: the editor, its preview, and what was saved."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.console.frame import ConsolePage
from idp.doors.views.console.registry import ProblemView


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field: the column that holds it, or the value that stands for every line."""

    name: str
    column: str
    constant: str
    needed: bool
    can_be_constant: bool


@dataclass(frozen=True, slots=True)
class WordsView:
    """The words that a file has for one meaning; `name` is that of the form's field."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class TriedRowView:
    """A row as it would be read, or what is wrong with it."""

    line: int
    fields: tuple[str, ...]
    problem: ProblemView | None


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A profile in a line."""

    name: str
    format: str
    saved: bool
    changed: str
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryColumnsPage(ConsolePage):
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
    tried: tuple[TriedRowView, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryProfilesPage(ConsolePage):
    """Every way to read exports."""

    template: ClassVar[str] = "console/registry/profiles.html"
    profiles: tuple[ProfileView, ...]
    changes: bool
