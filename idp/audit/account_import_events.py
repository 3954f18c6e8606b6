"""What became of imports of accounts, and who decided."""

from typing import ClassVar

from idp.audit.event import Event, EventOutcome


class AccountsReceived(Event, frozen=True, kw_only=True):
    """A file of accounts of a former system was sent, to be compared."""

    kind: ClassVar[str] = "accounts_received"
    import_id: int
    source: str
    format: str


class AccountsAccepted(Event, frozen=True, kw_only=True):
    """Somebody decided that a compared file is imported."""

    kind: ClassVar[str] = "accounts_accepted"
    import_id: int


class AccountsRejected(Event, frozen=True, kw_only=True):
    """Somebody decided that a file is not imported."""

    kind: ClassVar[str] = "accounts_rejected"
    import_id: int


class AccountsImported(Event, frozen=True, kw_only=True):
    """Accounts of a former system wait for their owners since then."""

    kind: ClassVar[str] = "accounts_imported"
    import_id: int
    source: str
    format: str
    added: int
    changed: int
    left_out: int


class AccountsImportFailed(Event, frozen=True, kw_only=True):
    """A file could not be imported; `problem` is the key of what is wrong."""

    kind: ClassVar[str] = "accounts_import_failed"
    outcome: EventOutcome = EventOutcome.REFUSED
    import_id: int
    problem: str


class FormerAccountsDiscarded(Event, frozen=True, kw_only=True):
    """What nobody had claimed of a source was deleted: its import was taken back."""

    kind: ClassVar[str] = "former_accounts_discarded"
    source: str
    count: int
