"""Counts sign-in attempts by method and outcome."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from idp.errors import PersonError, TooBusyError
from idp.measures.family import Family, each_of
from idp.measures.measures import Measures


class TryOutcome(StrEnum):
    """The outcome of a sign-in attempt."""

    SUCCESS = "success"
    WRONG = "wrong"
    """A password that is not the account's, or an account that is none."""
    LIMITED = "limited"
    """Too many tries."""
    BUSY = "busy"
    """The provider was overloaded."""
    CANCELLED = "cancelled"
    """The person turned back at the other provider."""
    UNAVAILABLE = "unavailable"
    """The other provider did not answer."""
    REFUSED = "refused"
    """Any other error that the person was shown."""
    FAULT = "fault"
    """Anything that nobody meant."""


_ENDINGS = {
    "PRV-SIGN-IN-WRONG": TryOutcome.WRONG,
    "PRV-SECOND-FACTOR-WRONG": TryOutcome.WRONG,
    "PRV-ADMIN-WRONG": TryOutcome.WRONG,
    "PRV-TOO-MANY": TryOutcome.LIMITED,
    "PRV-BUSY": TryOutcome.BUSY,
    "PRV-UPSTREAM-CANCELLED": TryOutcome.CANCELLED,
    "PRV-UPSTREAM-DOWN": TryOutcome.UNAVAILABLE,
}


def family_of_tries(name: str, tells: str, ways: type[StrEnum]) -> Family:
    """Return the family in which tries by `ways` are counted."""
    series = each_of(tuple(ways), tuple(TryOutcome))
    return Family(name=name, tells=tells, labels=("way", "outcome"), series=series)


class Tries:
    """Counts the attempts of every sign-in method."""

    def __init__(self, *, measures: Measures, family: Family) -> None:
        self._counter = measures.counter(family)

    @contextmanager
    def tried(self, way: StrEnum) -> Iterator[None]:
        """Count one try, and how the block ends."""
        try:
            yield
        except PersonError as problem:
            self.ended(way, problem)
            raise
        except TooBusyError:
            self._counter.add(way, TryOutcome.BUSY)
            raise
        except Exception:
            self._counter.add(way, TryOutcome.FAULT)
            raise
        else:
            self.ended(way)

    def ended(self, way: StrEnum, problem: PersonError | None = None) -> None:
        """Count a try that ended well, or with `problem`."""
        ending = (
            TryOutcome.SUCCESS
            if problem is None
            else _ENDINGS.get(problem.code, TryOutcome.REFUSED)
        )
        self._counter.add(way, ending)
