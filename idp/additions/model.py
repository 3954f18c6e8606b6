"""The data of additions: frozen, without behaviour; times are in seconds."""

from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from idp.discreet import Discreet, Hidden
from idp.ids import AccountId
from idp.storage import Transaction


class AdditionKind(StrEnum):
    """What can be added to an account, and then opens, proves or recovers it."""

    PASSKEY = "passkey"
    APP = "app"
    CODES = "codes"
    """Recovery codes, renewed beside an app that stays."""
    ADDRESS = "address"
    LINK = "link"
    """An identity at another provider."""


class Added(Struct, frozen=True):
    """How something is added: on which device, in a few words, and when a second proof was made.

    None: without one, in a session that anybody with the password can have.
    """

    device: str = ""
    second_proof_at: int | None = None


UNPROVEN = Added()
"""The default: a recovery suspends it."""


class Addition(Discreet, frozen=True):
    """An addition that a recovery suspended; `label` is its name for the owner."""

    kind: AdditionKind
    id: str
    label: Hidden[str]
    added_at: int
    device: str


class KnownBrowser(Struct, frozen=True):
    """A browser that signed in to an account; `proven_at` is the last second proof in it."""

    device: str
    first_seen_at: int
    proven_at: int | None
    proven_by: str | None
    expires_at: int


class Suspender(Protocol):
    """A package whose rows can be added to an account."""

    def suspend(self, tx: Transaction, account_id: AccountId, *, since: int) -> int:
        """Suspend what was added after `since` without a second proof; return how many."""

    def suspended(self, tx: Transaction, account_id: AccountId) -> tuple[Addition, ...]:
        """Return the suspended additions."""

    def restore(
        self, tx: Transaction, account_id: AccountId, kind: AdditionKind, addition_id: str
    ) -> bool:
        """End a suspension, by a second proof; return whether there was one."""

    def remove_suspended(
        self, tx: Transaction, account_id: AccountId, kind: AdditionKind, addition_id: str
    ) -> bool:
        """Remove a suspended addition; return whether it was there."""
