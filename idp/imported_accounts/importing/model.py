"""The data of an import of accounts: frozen, without behaviour. Times are in seconds."""

from enum import StrEnum

import msgspec
from msgspec import Struct

from idp.keys.vault import Vault

_ABOUT = "account_import.file_name"


class AccountImportState(StrEnum):
    """The state of an import, from its file to its end."""

    RECEIVED = "received"
    """Uploaded; the worker will compare it."""
    COMPARING = "comparing"
    COMPARED = "compared"
    """Somebody may accept it."""
    ACCEPTED = "accepted"
    IMPORTING = "importing"
    IMPORTED = "imported"
    TRIED = "tried"
    """A command only compared it."""
    REJECTED = "rejected"
    EXPIRED = "expired"
    FAILED = "failed"


class AccountReport(Struct, frozen=True, kw_only=True):
    """What an import does, or would do: counts, nobody's name.

    Of the accounts (or children) that could be read, `added` are new, `changed` wait and say
    something else, `unchanged` say the same, `claimed` have an owner and are left alone.
    `duplicates` say what an earlier line says; `left_out` could not be used.
    """

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    claimed: int = 0
    duplicates: int = 0
    left_out: int = 0
    shared_addresses: int = 0
    """Addresses of several accounts, which find none of them."""
    passwords: int = 0
    disabled: int = 0

    def written(self) -> str:
        """Return the report as JSON, for its row."""
        return msgspec.json.encode(self).decode()


def read_account_report(text: str | None) -> AccountReport | None:
    """Return the report of a row."""
    return None if text is None else msgspec.json.decode(text, type=AccountReport)


class AccountImport(Struct, frozen=True):
    """A row of the history; `problem` is JSON, `progress` in percent."""

    id: int
    state: AccountImportState
    source: str
    format: str
    file: str | None
    file_name: str | None
    received_by: str
    started_at: int
    attempts: int
    progress: int
    report: AccountReport | None
    problem: str | None
    decided_by: str | None
    decided_at: int | None
    ended_at: int | None


class AccountLease(Struct, frozen=True):
    """The right to carry an import out: lost when another attempt begins."""

    import_id: int
    attempts: int


def opened_file_name(sealed: bytes | None, vault: Vault) -> str | None:
    """Return the name of a file."""
    return None if sealed is None else vault.open(sealed, _ABOUT)


def sealed_file_name(name: str, vault: Vault) -> bytes:
    """Return the name of a file, sealed: it is a person's choice."""
    return vault.seal(name, _ABOUT)
