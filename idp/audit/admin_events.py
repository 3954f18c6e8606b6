"""What administrators did: a class each, whose own fields are the details that are recorded."""

from typing import ClassVar

from idp.audit.event import Event


class AccountDisabled(Event, frozen=True, kw_only=True):
    """An administrator disabled an account."""

    kind: ClassVar[str] = "account_disabled"


class AccountEnabled(Event, frozen=True, kw_only=True):
    """An administrator enabled an account again."""

    kind: ClassVar[str] = "account_enabled"


class AccountLookedAt(Event, frozen=True, kw_only=True):
    """An administrator read what is known of a person; `subject` is empty when nobody was found.

    `what` is the action, `reason` one of a few words, `reference` the number of a ticket or "".
    """

    kind: ClassVar[str] = "account_looked_at"
    what: str
    reason: str
    reference: str


class AccountHelped(Event, frozen=True, kw_only=True):
    """An administrator did something for a person: `what`, and why, as in `AccountLookedAt`."""

    kind: ClassVar[str] = "account_helped"
    what: str
    reason: str
    reference: str


class LetterPrepared(Event, frozen=True, kw_only=True):
    """An administrator prepared an activation letter, or was refused one: no such contact."""

    kind: ClassVar[str] = "letter_prepared"
    letter_id: str | None
    organisation: str
    reason: str
    reference: str


class LetterRevoked(Event, frozen=True, kw_only=True):
    """An administrator revoked an activation letter, and withdrew its correction.

    `subject` is the account whose address that was, empty when the letter was never used.
    """

    kind: ClassVar[str] = "letter_revoked"
    letter_id: str
    reason: str
    reference: str


class ClientChanged(Event, frozen=True, kw_only=True):
    """A client was changed; `change` says what: registered, edited, secret, removed."""

    kind: ClassVar[str] = "client_changed"
    change: str


class ClientInvited(Event, frozen=True, kw_only=True):
    """An administrator let somebody register `uses` clients; 0: not any more."""

    kind: ClassVar[str] = "client_invited"
    invitation_id: str
    uses: int


class EncryptionKeyChanged(Event, frozen=True, kw_only=True):
    """`sealed` values were sealed anew, by a key-encryption key that is a `to` (file, token...)."""

    kind: ClassVar[str] = "encryption_key_changed"
    to: str
    sealed: int


class SigningKeyMoved(Event, frozen=True, kw_only=True):
    """A signing key entered the state `state`; `early` when it was not yet safe to."""

    kind: ClassVar[str] = "signing_key_moved"
    kid: str
    algorithm: str
    state: str
    early: bool = False


class DatabaseRestored(Event, frozen=True, kw_only=True):
    """The database was restored as of `as_of`; what was issued before ended.

    `ended_again`: how many events that it had lost were known outside of it, and done again; none:
    `assumed` says what was done in their place.
    """

    kind: ClassVar[str] = "database_restored"
    as_of: int
    ended_again: int | None
    assumed: str


class RecordExported(Event, frozen=True, kw_only=True):
    """An administrator began to export this record."""

    kind: ClassVar[str] = "record_exported"


class RecordVerified(Event, frozen=True, kw_only=True):
    """An administrator had the chain read up to `last_seq`; `flaws` were found."""

    kind: ClassVar[str] = "record_verified"
    last_seq: int
    flaws: int


class RetentionSet(Event, frozen=True, kw_only=True):
    """An administrator set for how many days a rule of retention keeps what it is about."""

    kind: ClassVar[str] = "retention_set"
    rule: str
    days: int
    former_days: int


class ClaimsRederived(Event, frozen=True, kw_only=True):
    """An administrator began to derive issued school claims again."""

    kind: ClassVar[str] = "claims_rederived"
