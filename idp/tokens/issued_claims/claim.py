"""One thing that tokens told: by which grant, of which child, from when to when."""

from msgspec import Struct


class Counted(Struct, frozen=True):
    """What the code of a counted row covers, in the order in which it does."""

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
    """What the record of events counted last; `details` is JSON."""

    seq: int
    details: str


class AccountEvent(Struct, frozen=True):
    """What the record of events says of an account; `details` is JSON."""

    kind: str
    at: int
    details: str


class IssuedClaim(Struct, frozen=True):
    """Told `times` times, from `first_at` to `last_at` (seconds), of one ground.

    `derived_at` is None since it was told again; `reason` is what was found wrong, if anything.
    """

    id: int
    grant_id: str
    link_id: str
    address_id: str
    import_id: int
    account_id: str
    client_id: str
    sid: str
    first_at: int
    last_at: int
    times: int
    derived_at: int | None
    reason: str | None

    @property
    def moments(self) -> tuple[int, ...]:
        """The moments at which it must have held: each that is known."""
        return (self.first_at, self.last_at)
