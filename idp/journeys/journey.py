"""A journey: one authorization request from arrival to answer."""

from enum import StrEnum

from msgspec import Struct

from idp.accounts import Session
from idp.ids import ClientId, JourneyId, hashed
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.errors import AccessDeniedError, PasswordForgottenError, ProtocolError


class Mark(StrEnum):
    """What happened in a journey that `dispatch.py` must know."""

    CHILD_SKIPPED = "child_skipped"
    CONSENTED = "consented"
    REFUSED = "refused"
    ACCOUNT_KEPT = "account_kept"
    ACCOUNT_CHANGED = "account_changed"
    HINT_FOLLOWED = "hint_followed"
    PASSWORD_FORGOTTEN = "password_forgotten"  # noqa: S105 - a mark
    PROFILE_EDITED = "profile_edited"


class WaitingRow(Struct, frozen=True):
    """A journey's row; `marks` are separated by spaces."""

    client_id: ClientId
    request_sealed: bytes
    marks: tuple[str, ...]
    created_at: int
    answered_at: int | None


class Journey(Struct, frozen=True):
    """A request that waits on the server while pages are answered.

    It proves nobody's identity; only a session does. So its id may stand in addresses, survive a
    lost cookie, and be opened in a second tab.
    """

    id: JourneyId
    client_id: ClientId
    request: AuthorizationRequest
    marks: tuple[Mark, ...]
    """Each once, in the order in which they were first made."""
    created_at: int
    answered_at: int | None

    @property
    def id_hash(self) -> bytes:
        """The key of its row, which a session begun for it names."""
        return hashed(self.id)

    @property
    def refusal(self) -> ProtocolError | None:
        """What the portal is told when the person turned back, whatever else was marked."""
        if Mark.REFUSED in self.marks:
            return AccessDeniedError("the person turned back")
        if Mark.PASSWORD_FORGOTTEN in self.marks:
            return PasswordForgottenError("the person forgot the password")
        return None

    def has_signed_in(self, session: Session | None) -> bool:
        """Return whether `session` was begun for this very request.

        Times in seconds cannot decide it: both may fall in one second.
        """
        return session is not None and session.journey_hash == self.id_hash
