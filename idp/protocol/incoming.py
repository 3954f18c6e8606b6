"""A request as an endpoint sees it, whatever carried it here."""

from dataclasses import dataclass

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """The parts of an HTTP request that OAuth reads; names and values are form-decoded."""

    method: str
    query: Pairs
    form: Pairs
    authorization: str | None
    """The `Authorization` header as it came."""
