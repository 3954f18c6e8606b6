"""The school registry: what is in force, imports, what they change, who decides."""

from typing import ClassVar

from idp.administration.registry.schemas import (
    DifferencesResponse,
    ImportResponse,
    ProblemsResponse,
    StateResponse,
)
from idp.children import AffectedAccount
from idp.web.views.console.frame import ConsoleView


class RegistryView(ConsoleView, frozen=True, kw_only=True):
    """What is in force, what waits, and a form for the next file.

    `fresh`: whether a file would be taken now, without authenticating again.
    """

    template: ClassVar[str] = "console/registry/state.html"
    response: StateResponse
    profiles: tuple[str, ...]
    changes: bool
    fresh: bool


class RegistryHistoryView(ConsoleView, frozen=True, kw_only=True):
    """Imports, the newest first; `older` is where the page before is, if any."""

    template: ClassVar[str] = "console/registry/history.html"
    imports: tuple[ImportResponse, ...]
    older: str | None


class RegistryImportView(ConsoleView, frozen=True, kw_only=True):
    """One import: what it changes, who loses, and the decision.

    `choices` are what the reader may do now: `publish`, `approve`, `reject`, `roll_back`,
    `columns`; `invites`: whether they may invite whoever is to agree.
    """

    template: ClassVar[str] = "console/registry/import.html"
    response: DifferencesResponse
    choices: frozenset[str]
    sees_accounts: bool
    asked_oneself: bool
    invites: bool

    @property
    def decides(self) -> bool:
        """Whether there is anything to decide on this page."""
        return bool(self.choices - {"columns"})


class RegistryAffectedView(ConsoleView, frozen=True, kw_only=True):
    """Accounts that would lose children by an import."""

    template: ClassVar[str] = "console/registry/losing.html"
    import_id: int
    accounts: tuple[AffectedAccount, ...]
    more: str | None


class RegistryProblemsView(ConsoleView, frozen=True, kw_only=True):
    """Rows of an import that were left out or have remarks."""

    template: ClassVar[str] = "console/registry/problems.html"
    import_id: int
    response: ProblemsResponse
    more: str | None
