"""One thing that tokens told: by which grant, of which child, from when to when."""

from msgspec import Struct

from idp.storage import Row


class Claim(Struct, frozen=True):
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

    @classmethod
    def of(cls, row: Row) -> "Claim":
        """Return the claim in a row of `table.LIST_WAITING`."""
        return cls(*row)

    @property
    def moments(self) -> tuple[int, ...]:
        """The moments at which it must have held: each that is known."""
        return (self.first_at, self.last_at)
