"""One claim in tokens: by which grant, of which child, from when to when."""

from msgspec import Struct


class Counted(Struct, frozen=True):
    """What the MAC of a counted row covers, in that order."""

    id: int
    grant_id: str
    link_id: str
    address_id: str
    import_id: int
    account_id: str
    client_id: str
    sid: str
    first_at: int


class CountedOrNot(Counted, frozen=True):
    """A row that was deleted, and whether it had been counted."""

    counted: int


class CountEvent(Struct, frozen=True):
    """The last audit event of a count; `details` is JSON."""

    seq: int
    details: str


class AccountEvent(Struct, frozen=True):
    """An audit event of an account; `details` is JSON."""

    subject: str
    kind: str
    at: int
    details: str


class Correction(Struct, frozen=True):
    """A letter by which an address stood for `listed_hash` on a student's file."""

    address_hash: bytes
    student_key: bytes
    listed_hash: bytes
    used_at: int
    revoked_at: int | None
    forgotten_at: int

    def stood(self, earliest: int, latest: int) -> bool:
        """Return whether it did at some time between."""
        is_over = self.revoked_at is not None and self.revoked_at < earliest
        return self.used_at <= latest and self.forgotten_at > earliest and not is_over


class IssuedClaim(Counted, frozen=True):
    """Issued `times` times, from `first_at` to `last_at` (seconds), on the same evidence.

    `derived_at` is None since it was issued again; `reason` is what was found wrong, if anything.
    """

    last_at: int
    times: int
    derived_at: int | None
    reason: str | None

    @property
    def moments(self) -> tuple[int, ...]:
        """The known times at which it must have been true."""
        return (self.first_at, self.last_at)
