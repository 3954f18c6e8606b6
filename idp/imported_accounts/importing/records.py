"""Rows of this package that are not in `model.py`."""

from msgspec import Struct

from idp.imported_accounts.importing.model import AccountImportState


class AccountImportRow(Struct, frozen=True):
    """A row of the history, as it stands."""

    id: int
    state: AccountImportState
    source: str
    format: str
    file: str | None
    file_name_sealed: bytes | None
    received_by: str
    started_at: int
    attempts: int
    progress: int
    report: str | None
    problem: str | None
    decided_by: str | None
    decided_at: int | None
    ended_at: int | None


class ExistingRow(Struct, frozen=True):
    """An imported account that is there already."""

    id: bytes
    content_hash: bytes
    disabled: int
    is_claimed: bool


class ExistingChild(Struct, frozen=True):
    """A child that is there already."""

    imported_id: bytes
    organisation: str
    student_key: bytes


class SourceCounts(Struct, frozen=True):
    """How many accounts of a source there are, claimed ones and disabled ones among them."""

    source: str
    accounts: int
    claimed: int
    disabled: int


class AccountProblemRow(Struct, frozen=True):
    """What was wrong with a line; `reason_values` is JSON."""

    number: int
    line: int
    member: str
    reason: str
    reason_values: str
    left_out: bool
