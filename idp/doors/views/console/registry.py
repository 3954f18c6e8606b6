"""The school registry: what is in force, imports, what they change, who decides."""

from typing import ClassVar

from msgspec import Struct

from idp.doors.views.console.frame import ConsolePage
from idp.operations.registry_told import RowProblemTold


class OrganisationView(Struct, frozen=True):
    """An organisation whose data are in force since the moment `taken`."""

    code: str
    name: str
    taken: str
    support: str


class ImportView(Struct, frozen=True):
    """An import in a line; moments are words, counts None before they are known.

    `state` and `source` are keys; `by` is whose turn was last, as they are called.
    """

    id: int
    state: str
    source: str
    file_name: str
    profile: str
    progress: int
    taken: str
    received: str
    received_by: str
    asked_by: str
    decided: str
    decided_by: str
    expires: str
    contacts: int | None
    added: int | None
    removed: int | None
    links_lost: int | None
    restores: int | None = None
    in_force: bool = False
    can_be_restored: bool = False

    @property
    def at_work(self) -> bool:
        """Whether the house is still reading it."""
        return self.state == "staging" or (self.state == "received" and bool(self.profile))


class RegistryPage(ConsolePage, frozen=True, kw_only=True):
    """What is in force, what waits, and a form for the next file.

    `fresh`: whether a file would be taken now, without another proof of identity.
    """

    template: ClassVar[str] = "console/registry/state.html"
    organisations: tuple[OrganisationView, ...]
    waiting: tuple[ImportView, ...]
    profiles: tuple[str, ...]
    drop_directory: str
    changes: bool
    fresh: bool
    profile: str = ""
    taken: str = ""


class RegistryHistoryPage(ConsolePage, frozen=True, kw_only=True):
    """Imports, the newest first; `older` is where the page before is, if any."""

    template: ClassVar[str] = "console/registry/history.html"
    imports: tuple[ImportView, ...]
    older: str | None


class ChangeView(Struct, frozen=True):
    """What changes in an organisation."""

    organisation: str
    name: str
    before: int
    after: int
    added: int
    removed: int
    changed: int
    links_lost: int


class LossView(Struct, frozen=True):
    """What a school loses."""

    organisation: str
    name: str
    removed: int
    links_lost: int


class ExcessView(Struct, frozen=True):
    """A threshold that is passed: `why` is a key."""

    why: str
    organisation: str
    found: str
    limit: str


class ProblemView(Struct, frozen=True):
    """Why a file cannot be read: the key of a sentence and what fills it in."""

    message_key: str
    values: dict[str, object]


class CountsView(Struct, frozen=True):
    """What was read."""

    rows: int
    left_out: int
    without_address: int
    duplicates: int
    unmatched: int
    accounts_lost: int


class RegistryImportPage(ConsolePage, frozen=True, kw_only=True):
    """One import: what it changes, who loses, and the decision.

    `choices` are what the reader may do now: `publish`, `approve`, `reject`, `roll_back`,
    `columns`.
    """

    template: ClassVar[str] = "console/registry/import.html"
    imported: ImportView
    counts: CountsView | None
    changes: tuple[ChangeView, ...]
    losses: tuple[LossView, ...]
    excesses: tuple[ExcessView, ...]
    problem: ProblemView | None
    row_problems: int
    choices: frozenset[str]
    sees_accounts: bool
    asked_oneself: bool

    @property
    def decides(self) -> bool:
        """Whether there is anything to decide on this page."""
        return bool(self.choices - {"columns"})


class LosingView(Struct, frozen=True):
    """An account that would lose children."""

    account_id: str
    organisation: str
    school: str
    children: int


class RegistryLosingPage(ConsolePage, frozen=True, kw_only=True):
    """Accounts that would lose children by an import."""

    template: ClassVar[str] = "console/registry/losing.html"
    import_id: int
    accounts: tuple[LosingView, ...]
    more: str | None


class RegistryProblemsPage(ConsolePage, frozen=True, kw_only=True):
    """Rows of an import that were left out, or are worth a look; `total` is how many there are."""

    template: ClassVar[str] = "console/registry/problems.html"
    import_id: int
    total: int
    problems: tuple[RowProblemTold, ...]
    more: str | None
