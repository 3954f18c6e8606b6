"""What is asked about the registry, and what is told. Times are in seconds."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from idp.administration.actor import Role
from idp.administration.shapes import ActionRequest, ActionResponse
from idp.children import AffectedAccount
from idp.registry import Organisation
from idp.registry.importing import Excess

SEES_PEOPLE = frozenset({Role.OWNER, Role.REGISTRY})
"""An auditor has no need of anybody's name or account."""

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
    """A stretch of the history, newest first."""

    before: Annotated[int, Meta(ge=1, description="Only imports with a smaller number.")] | None = (
        None
    )
    count: Annotated[int, Meta(ge=1, le=100, description="How many at most.")] = 50


class AffectedAccounts(WhichImport):
    """Accounts that would lose children, those after `after`."""

    after: Annotated[
        str, Meta(max_length=64, description="The last account of the list before.")
    ] = ""
    count: Annotated[int, Meta(ge=1, le=200, description="How many at most.")] = 100


class ProblemsRequest(WhichImport):
    """What is wrong with an import's rows, those after the number `after`."""

    after: Annotated[int, Meta(ge=0, le=1 << 53, description="Only those behind this number.")] = 0
    count: Annotated[int, Meta(ge=1, le=200, description="How many at most.")] = 100


class ProblemFile(WhichImport):
    """The same as one file, in the language of whoever corrects the export."""

    language: Literal["fr", "en"] = "fr"


class Upload(ActionRequest):
    """A file; its bytes are the body. Without a profile it waits until one is chosen."""

    file_name: Annotated[str, Meta(min_length=1, max_length=200)]
    profile: ProfileName | None = None
    taken_at: TakenAt | None = None


class ReadFile(WhichImport):
    """How an uploaded file is read."""

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
    """Where parents of an organisation find help; null: nowhere of its own."""

    organisation: Code
    address: Annotated[str, Meta(min_length=3, max_length=254)] | None


class ChangeResponse(ActionResponse):
    """What changes in an organisation, in contacts that open a door, and children lost."""

    organisation: str
    name: str
    before: int
    after: int
    added: int
    removed: int
    changed: int
    links_lost: int


class LossResponse(ActionResponse):
    """What one school loses."""

    organisation: str
    school: str
    name: str
    removed: int
    links_lost: int


class ProblemResponse(ActionResponse):
    """Why a file cannot be imported: `text` in English."""

    code: str
    key: str
    text: str
    values: dict[str, str | int]


class RowProblemResponse(ActionResponse):
    """What is wrong with a row; `left_out`: it gives nobody access, else it was taken."""

    number: int
    file: str
    line: int
    column: str
    problem: ProblemResponse
    left_out: bool


class ProblemsResponse(ActionResponse):
    """How many are listed, how many rows were left out, and some of them: ask `after` the last."""

    total: int
    left_out: int
    problems: tuple[RowProblemResponse, ...]


class ImportResponse(ActionResponse):
    """An import, in a line of the history."""

    import_id: int
    state: str
    source: str
    profile: str | None
    file_name: str | None
    restores: int | None
    progress: int
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
        """Whether the worker is at it, or it is the worker's turn."""
        return self.state == "staging" or (self.state == "received" and self.profile is not None)


class CountsResponse(ActionResponse):
    """What was read: rows, those that cannot be used or add nothing, links to unknown people.

    `accounts_lost` counts parents who would keep no child at all.
    """

    rows: int
    left_out: int
    without_address: int
    duplicates: int
    unmatched: int
    accounts_lost: int


class DifferencesResponse(ActionResponse):
    """An import and all that it changes; `excesses`: why a second person must agree.

    `problem` is why the file was refused, `row_problems` how many are listed of its rows.
    """

    imported: ImportResponse
    counts: CountsResponse | None
    changes: tuple[ChangeResponse, ...]
    losses: tuple[LossResponse, ...]
    excesses: tuple[Excess, ...]
    problem: ProblemResponse | None
    row_problems: int


class StateResponse(ActionResponse):
    """What is in force, and what waits."""

    organisations: tuple[Organisation, ...]
    waiting: tuple[ImportResponse, ...]
    drop_directory: str


class HistoryResponse(ActionResponse):
    """A stretch of the history."""

    imports: tuple[ImportResponse, ...]


class AffectedAccountsResponse(ActionResponse):
    """Accounts that would lose children; ask again `after` the last one for more."""

    accounts: tuple[AffectedAccount, ...]


class ReceivedResponse(ActionResponse):
    """The number of what was received."""

    import_id: int


class DecidedResponse(ActionResponse):
    """What became of an import: `published`, `awaiting` a second person, `rejected`."""

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
    """What stands at the head of a file, and how it seems to be written."""

    separator: str
    encoding: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class RowResponse(ActionResponse):
    """A row as it would be read, its fields in their order; or why it cannot be."""

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
