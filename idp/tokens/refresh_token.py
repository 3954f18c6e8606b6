"""Refresh tokens: derived, never stored (RFC 6749 §6, RFC 9700 §4.14).

A token is `grant.generation.mac`: only we can compute the mac, and the grant's row has the current
generation. Rotation is one conditional UPDATE that raises it. An older
generation with a right mac can only be a token that was used before: its family ends.

After a restoration of the database the mac differs: earlier tokens are not accepted, and no token
of a lost generation is derived again.
"""

import hmac
from base64 import urlsafe_b64encode

from msgspec import Struct

from idp.audit import Audit
from idp.audit.events import RefreshTokenReused
from idp.continuity.restorations import NotBefore
from idp.ids import ClientId, GrantId
from idp.keys import Vault
from idp.part import Part
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.confirmation import Confirmation
from idp.tokens.grant import Grant

_PARTS = 3
_LONGEST_GENERATION = 9


class PresentedToken(Struct, frozen=True):
    """A refresh token whose mac is right: we issued it, but it may be spent or revoked."""

    grant_id: GrantId
    generation: int


class RefreshBindings(Struct, frozen=True):
    """What must match the grant of a refresh token."""

    client_id: ClientId
    confirmation: Confirmation
    """The keys that the client proved to hold."""


class RefreshTokens(Part):
    """Derives refresh tokens, and recognises those that it derived."""

    vault: Vault
    not_before: NotBefore

    def of(self, grant: Grant) -> str:
        """Return the token that refreshes `grant` at its present generation."""
        return self._token(grant.id, grant.refresh_generation)

    def read(self, token: str) -> PresentedToken | None:
        """Return the parts of `token`, or None when we never issued it."""
        parts = token.split(".")
        if len(parts) != _PARTS or not token.isascii():
            return None
        grant_id, generation, _ = parts
        if not generation.isdecimal() or len(generation) > _LONGEST_GENERATION:
            return None
        presented = PresentedToken(GrantId(grant_id), int(generation))
        expected = self._token(presented.grant_id, presented.generation)
        return presented if hmac.compare_digest(expected.encode(), token.encode()) else None

    def _token(self, grant_id: str, generation: int) -> str:
        restored_at = self.not_before.restored_at
        purpose = f"refresh_token.{restored_at}" if restored_at else "refresh_token"
        mac = urlsafe_b64encode(self.vault.mac(purpose, f"{grant_id}.{generation}"))
        return f"{grant_id}.{generation}.{mac.rstrip(b'=').decode()}"


def rotate(
    tx: Transaction,
    presented: PresentedToken,
    bindings: RefreshBindings,
    *,
    now: int,
    grace_seconds: int | None,
    audit: Audit,
) -> Grant | None:
    """Spend `presented` and return the grant at its next generation; None when it is refused.

    With `grace_seconds` None nothing is spent: the token stays valid (FAPI 2.0 §5.3.2.1).
    The immediate predecessor gets the same next token again within `grace_seconds` (an answer
    that was lost on the way). Any older one revokes the family, which the caller must commit;
    without the key to which it is bound, no token changes anything.
    """
    refreshed = tx.row(
        table.REFRESH,
        id=presented.grant_id,
        client_id=bindings.client_id,
        generation=presented.generation,
        step=0 if grace_seconds is None else 1,
        cnf=bindings.confirmation.text,
        now=now,
    )
    if refreshed is not None:
        return refreshed
    grant = tx.row(
        table.FIND_REFRESHED,
        id=presented.grant_id,
        client_id=bindings.client_id,
        cnf=bindings.confirmation.text,
        now=now,
    )
    if grant is None:
        return None
    predecessor, at = presented.generation == grant.refresh_generation - 1, grant.refreshed_at
    if predecessor and at is not None and now - at <= (grace_seconds or 0):
        return grant
    if tx.run(table.REVOKE, id=grant.id, client_id=bindings.client_id, now=now):
        audit.record(
            tx,
            RefreshTokenReused(
                subject=grant.account_id, client_id=bindings.client_id, grant_id=grant.id
            ),
        )
    return None
