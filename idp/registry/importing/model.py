"""The data of an import: frozen, without behaviour. Times are in seconds."""

from enum import StrEnum

from msgspec import Struct

from idp.keys.vault import Vault

_ABOUT = "registry_import.file_name"


class State(StrEnum):
    """The state of an import, from its file to its decision."""

    RECEIVED = "received"
    STAGING = "staging"
    STAGED = "staged"
    AWAITING = "awaiting"
    PUBLISHED = "published"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    FAILED = "failed"
    DISCARDED = "discarded"


class ContactSource(StrEnum):
    """Where the contacts of an import come from."""

    UPLOAD = "upload"
    DROP = "drop"
    COMMAND = "command"
    RESTORE = "restore"


class Received(Struct, frozen=True, kw_only=True):
    """What is to be staged: a file, or the contacts of an earlier import.

    A file without a `profile` waits until one is chosen.
    """

    source: ContactSource
    received_by: str
    taken_at: int
    profile: str | None = None
    file: str | None = None
    file_name: str | None = None
    restores: int | None = None


class ImportRecord(Struct, frozen=True):
    """An import, without the name of its file.

    `restores` is the import whose contacts are brought back; `progress` in percent;
    `rows_expected` is an estimate while rows are read. `problem` and `report` are JSON.
    `received_by`, `asked_by` and `decided_by` are actors of the audit record.
    """

    id: int
    state: State
    source: ContactSource
    profile: str | None
    file: str | None
    received_by: str | None
    started_at: int
    taken_at: int
    restores: int | None
    attempts: int
    progress: int
    rows_read: int
    rows_expected: int
    problem: str | None
    asked_by: str | None
    asked_at: int | None
    decided_by: str | None
    decided_at: int | None
    expires_at: int | None
    published_at: int | None
    report: str | None


class Import(ImportRecord, frozen=True):
    """A row of the history; its file's name is sealed there, as it may hold a child's number."""

    file_name: str | None

    @property
    def waits(self) -> bool:
        """Whether somebody may still decide on its differences."""
        return self.state in {State.STAGED, State.AWAITING}


def opened_name(sealed: bytes | None, vault: Vault) -> str | None:
    """Return the name of a file."""
    return None if sealed is None else vault.open(sealed, _ABOUT)


def sealed_name(file_name: str | None, vault: Vault) -> bytes | None:
    """Return the name of a file, sealed for its row."""
    return None if file_name is None else vault.seal(file_name, _ABOUT)
