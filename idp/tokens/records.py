"""Rows of this package, but `grant.Grant`."""

from msgspec import Struct

from idp.ids import AccountId, ClientId, GrantId, Sid
from idp.tokens.grant import Grant


class GrantedClaims(Struct, frozen=True):
    """What userinfo answers from: whose grant it is, and the claims asked for by name."""

    account_id: AccountId
    claims: str | None
    """As `Grant.claims`."""


class Refreshed(Grant, frozen=True):
    """A grant, and when it was refreshed last."""

    refreshed_at: int | None = None


class RefusedCode(Struct, frozen=True):
    """What a code that was refused is bound to, and what became of it."""

    client_id: ClientId
    redirect_uri: str
    code_challenge: str | None
    dpop_jkt: str | None
    code_used_at: int | None
    code_expires_at: int


class SpentCode(Struct, frozen=True):
    """The grant of a code that was spent."""

    id: GrantId
    account_id: AccountId


class Approval(Struct, frozen=True):
    """The row of a request for approval."""

    id_hash: bytes
    kind: str
    client_id: ClientId
    account_id: AccountId | None
    request_sealed: bytes
    expires_at: int
    approved_at: int | None
    refused_at: int | None


class Polled(Struct, frozen=True):
    """What the answer to a poll is made from."""

    approved_at: int | None
    refused_at: int | None
    expires_at: int
    interval_seconds: int


class Concerned(Struct, frozen=True):
    """A grant in a session that the signal `id` concerns."""

    id: int
    client_id: ClientId
    sid: Sid
    scope: str


class Purged(Struct, frozen=True):
    """A grant that was deleted."""

    sid: Sid
    client_id: ClientId
    scope: str
    revoked_at: int | None


class HeldGrants(Struct, frozen=True):
    """A client's grants of an account: scopes, and when they were last used, in seconds.

    `used_at` is None when only the session they were granted in is left.
    """

    client_id: ClientId
    scope: frozenset[str]
    used_at: int | None


class KeptGrant(Struct, frozen=True):
    """A grant, or a portal's session that outlived it; times in seconds."""

    client_id: ClientId
    scope: str
    created_at: int | None
    refreshed_at: int | None
    expires_at: int
    revoked_at: int | None


class RecentSignIn(Struct, frozen=True):
    """One grant; times in seconds, None where it never was."""

    account_id: AccountId
    created_at: int
    amr: tuple[str, ...]
    code_used_at: int | None
    code_expires_at: int
    revoked_at: int | None

    def outcome(self, now: int) -> str:
        """Return its outcome: `ended`, `redeemed`, `waiting` for the client, `unredeemed`."""
        if self.revoked_at is not None:
            return "ended"
        if self.code_used_at is not None:
            return "redeemed"
        return "waiting" if self.code_expires_at > now else "unredeemed"
