"""Requests and responses about the registry. Times are in seconds."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from idp.administration.actor import Role
from idp.administration.problem_list import ProblemResponse, RowProblemResponse
from idp.administration.shapes import ActionRequest, ActionResponse
from idp.children import AffectedAccount
from idp.registry import Organisation
from idp.registry.importing import Excess

SEES_PEOPLE = frozenset({Role.OWNER, Role.REGISTRY})
"""The roles that may see names and accounts: not an auditor."""

Id = Annotated[int, Meta(ge=1, le=1 << 53, description="The import's number.")]
ProfileName = Annotated[
    str, Meta(min_length=1, max_length=64, description="The name of a way to read exports.")
]
TakenAt = Annotated[
    int,
    Meta(
        ge=0,
        le=1 << 40,
        description="When the export was made; else it is new.",
        extra={"is_moment": True},
    ),
]
Code = Annotated[str, Meta(min_length=1, max_length=40, description="The organisation's code.")]


class WhichImport(ActionRequest):
    """One import."""

    import_id: Id


class History(ActionRequest):
    """A part of the history, newest first."""

    before: Annotated[int, Meta(ge=1, description="Only imports with a smaller number.")] | None = (
        None
    )
    count: Annotated[int, Meta(ge=1, le=100, description="How many at most.")] = 50


class AffectedAccounts(WhichImport):
    """The accounts that would lose children, from behind `after` on."""

    after: Annotated[
        str, Meta(max_length=64, description="The last account of the list before.")
    ] = ""
    count: Annotated[int, Meta(ge=1, le=200, description="How many at most.")] = 100


class ProblemsRequest(WhichImport):
    """The problems of an import's rows, from behind the number `after` on."""

    after: Annotated[int, Meta(ge=0, le=1 << 53, description="Only those behind this number.")] = 0
    count: Annotated[int, Meta(ge=1, le=200, description="How many at most.")] = 100


class ProblemFile(WhichImport):
    """The same as one file, in the language of those who correct the export."""

    language: Literal["fr", "en"] = "fr"


class Upload(ActionRequest):
    """A file; its bytes are the body. Without a profile it waits until one is chosen."""

    file_name: Annotated[str, Meta(min_length=1, max_length=200)]
    profile: ProfileName | None = None
    taken_at: TakenAt | None = None


class ReadFile(WhichImport):
    """The profile by which to read an uploaded file."""

    profile: ProfileName
    taken_at: TakenAt | None = None


class Preview(WhichImport):
    """A way to read an uploaded file, to be tried on its first rows."""

    content: dict[str, Any]


class WhichProfile(ActionRequest):
    """A saved way to read exports."""

    name: ProfileName


class SaveProfile(WhichProfile):
    """A way to read exports: the sections of a profile (`config/registry/gpi.toml`)."""

    content: dict[str, Any]


class SetSupport(ActionRequest):
    """Where parents of an organisation find help; null: no address of its own."""

    organisation: Code
    address: Annotated[str, Meta(min_length=3, max_length=254)] | None


class ChangeResponse(ActionResponse):
    """The changes of an organisation: contacts with access, and children lost."""

    organisation: str
    name: str
    before: int
    after: int
    added: int
    removed: int
    changed: int
    links_lost: int


class LossResponse(ActionResponse):
    """The losses of one school."""

    organisation: str
    school: str
    name: str
    removed: int
    links_lost: int


class ProblemsResponse(ActionResponse):
    """The number of problems and of rows left out, and some problems; more with `after`."""

    total: int
    left_out: int
    problems: tuple[RowProblemResponse, ...]


class ImportResponse(ActionResponse):
    """An import, as listed in the history.

    While it is read, `rows_read` of about `rows_expected` are; `progress` is of all its work, in
    percent.
    """

    import_id: int
    state: str
    source: str
    profile: str | None
    file_name: str | None
    restores: int | None
    progress: int
    rows_read: int
    rows_expected: int
    received_by: str | None
    received_at: int
    taken_at: int
    asked_by: str | None
    asked_at: int | None
    decided_by: str | None
    decided_at: int | None
    expires_at: int | None
    contacts: int | None
    added: int | None
    removed: int | None
    links_lost: int | None
    can_be_restored: bool
    in_force: bool

    @property
    def is_being_read(self) -> bool:
        """Whether the worker reads it, or will next."""
        return self.state == "staging" or (self.state == "received" and self.profile is not None)


class CountsResponse(ActionResponse):
    """Counts of what was read: rows, those unusable or redundant, links to unknown people.

    `accounts_lost` counts parents who would keep no child.
    """

    rows: int
    left_out: int
    without_address: int
    duplicates: int
    unmatched: int
    accounts_lost: int


class DifferencesResponse(ActionResponse):
    """An import and its changes; `excesses`: why a second person must agree.

    `approvers` is how many other administrators can. `problem` is why the file was refused,
    `row_problems` the number of problems of its rows.
    """

    imported: ImportResponse
    counts: CountsResponse | None
    changes: tuple[ChangeResponse, ...]
    losses: tuple[LossResponse, ...]
    excesses: tuple[Excess, ...]
    approvers: int
    problem: ProblemResponse | None
    row_problems: int


class StateResponse(ActionResponse):
    """The registry in force, and the imports that wait."""

    organisations: tuple[Organisation, ...]
    waiting: tuple[ImportResponse, ...]
    drop_directory: str


class HistoryResponse(ActionResponse):
    """A part of the history."""

    imports: tuple[ImportResponse, ...]


class AffectedAccountsResponse(ActionResponse):
    """Accounts that would lose children; more with `after` set to the last one."""

    accounts: tuple[AffectedAccount, ...]


class ReceivedResponse(ActionResponse):
    """The number of what was received."""

    import_id: int


class DecidedResponse(ActionResponse):
    """The new state of an import: `published`, `awaiting` a second person, `rejected`."""

    import_id: int
    state: str


class ProfileResponse(ActionResponse):
    """A way to read exports; `saved`: by an administrator, and not a file of the installation."""

    name: str
    saved: bool
    changed_at: int | None
    changed_by: str | None
    content: dict[str, Any]


class ProfilesResponse(ActionResponse):
    """Every way to read exports."""

    profiles: tuple[ProfileResponse, ...]


class ColumnsResponse(ActionResponse):
    """The first rows of a file, and its detected format."""

    separator: str
    encoding: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class RowResponse(ActionResponse):
    """A row as it would be read, its fields in order; or why it cannot be read."""

    line: int
    fields: tuple[str, ...]
    problem: ProblemResponse | None


class PreviewResponse(ActionResponse):
    """The first rows of a file, read by a profile."""

    fields: tuple[str, ...]
    rows: tuple[RowResponse, ...]


class SupportResponse(ActionResponse):
    """Where parents of an organisation find help."""

    organisation: str
    address: str | None
