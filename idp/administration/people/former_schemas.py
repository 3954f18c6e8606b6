"""Requests and responses about imports of accounts. Times are in seconds."""

from typing import Annotated, Literal

from msgspec import Meta

from idp.administration.actor import Role
from idp.administration.problem_list import ProblemResponse, RowProblemResponse
from idp.administration.shapes import ActionRequest, ActionResponse

MOVES_IN = frozenset({Role.OWNER})
"""Who brings accounts along decides by which ids portals know people: not support."""

FormatName = Literal["b2c", "keycloak", "aspnet", "auth0", "okta", "firebase", "csv", "children"]
ImportId = Annotated[int, Meta(ge=1, le=1 << 53, description="The import's number.")]
SourceName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=32,
        description="What the former system is called here, the same in each of its files.",
    ),
]


class WhichAccountImport(ActionRequest):
    """One import of accounts."""

    import_id: ImportId


class AccountImportHistory(ActionRequest):
    """A part of the history, newest first."""

    before: Annotated[int, Meta(ge=1, description="Only imports with a smaller number.")] | None = (
        None
    )
    count: Annotated[int, Meta(ge=1, le=100, description="How many at most.")] = 50


class AccountUpload(ActionRequest):
    """A file of accounts; its bytes are the body."""

    file_name: Annotated[str, Meta(min_length=1, max_length=200)]
    source: SourceName
    format: Annotated[FormatName, Meta(description="How the file is written.")]


class AccountProblemsRequest(WhichAccountImport):
    """The problems of an import's lines, from behind the number `after` on."""

    after: Annotated[int, Meta(ge=0, le=1 << 53, description="Only those behind this number.")] = 0
    count: Annotated[int, Meta(ge=1, le=200, description="How many at most.")] = 100


class AccountProblemFile(WhichAccountImport):
    """The same as one file, in the language of those who correct the export."""

    language: Literal["fr", "en"] = "fr"


class WhichSource(ActionRequest):
    """A former system."""

    source: SourceName


class SourceResponse(ActionResponse):
    """How many accounts of a former system there are; `claimed` ones have an owner."""

    source: str
    accounts: int
    claimed: int
    disabled: int


class AccountCountsResponse(ActionResponse):
    """What an import does, or would do."""

    rows: int
    added: int
    changed: int
    unchanged: int
    claimed: int
    duplicates: int
    left_out: int
    shared_addresses: int
    passwords: int
    disabled: int


class AccountImportResponse(ActionResponse):
    """An import of accounts; `problem` is why its file was refused."""

    import_id: int
    state: str
    source: str
    format: str
    file_name: str | None
    progress: int
    received_by: str
    received_at: int
    decided_by: str | None
    decided_at: int | None
    counts: AccountCountsResponse | None
    problem: ProblemResponse | None

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has it, or will next."""
        return self.state in {"received", "comparing", "accepted", "importing"}


class AccountImportsResponse(ActionResponse):
    """The imports, newest first, and what there is of each former system."""

    imports: tuple[AccountImportResponse, ...]
    sources: tuple[SourceResponse, ...]


class AccountProblemsResponse(ActionResponse):
    """How many lines have problems, and some of them; more with `after`."""

    total: int
    problems: tuple[RowProblemResponse, ...]


class ReceivedAccounts(ActionResponse):
    """The number of an import that the worker carries out."""

    import_id: int


class DecidedAccounts(ActionResponse):
    """What was decided."""

    import_id: int
    state: str


class DiscardedAccounts(ActionResponse):
    """How many accounts of a former system were deleted."""

    source: str
    count: int
