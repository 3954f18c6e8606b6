"""Counting sign-ins: by which way, and how each ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from idp.errors import PersonError, TooBusyError
from idp.measures import Family, Measures, each_of


class Way(StrEnum):
    """How somebody comes in."""

    PASSWORD = "password"  # noqa: S105 - a way
    ELSEWHERE = "elsewhere"
    """By another provider's word."""
    SIGN_UP = "sign_up"
    """With an account that was made at this moment."""
    RECOVERY = "recovery"
    """With a new password, after a code."""
    PASSKEY = "passkey"
    SECOND_STEP = "second_step"
    """By a code of an app, or a recovery code, after one of the others had ended well."""


class Ending(StrEnum):
    """How a try to come in ended."""

    SUCCESS = "success"
    WRONG = "wrong"
    """A password that is not the account's, or an account that is none."""
    LIMITED = "limited"
    """Too many tries."""
    BUSY = "busy"
    """The house was full."""
    CANCELLED = "cancelled"
    """The person turned back at the other provider."""
    UNAVAILABLE = "unavailable"
    """The other provider did not answer."""
    REFUSED = "refused"
    """Anything else that the person was told."""
    FAULT = "fault"
    """Anything that nobody meant."""


_ENDINGS = {
    "PRV-SIGN-IN-WRONG": Ending.WRONG,
    "PRV-SECOND-FACTOR-WRONG": Ending.WRONG,
    "PRV-TOO-MANY": Ending.LIMITED,
    "PRV-BUSY": Ending.BUSY,
    "PRV-UPSTREAM-CANCELLED": Ending.CANCELLED,
    "PRV-UPSTREAM-DOWN": Ending.UNAVAILABLE,
}
SIGN_INS = Family(
    name="parvis_sign_ins_total",
    tells="Sign-ins of parents that were tried, by way and by how they ended.",
    labels=("way", "outcome"),
    series=each_of(tuple(Way), tuple(Ending)),
)


class SignInCounts:
    """Where every way in counts its tries."""

    def __init__(self, *, measures: Measures) -> None:
        self._counter = measures.counter(SIGN_INS)

    @contextmanager
    def tried(self, way: Way) -> Iterator[None]:
        """Count one try, and how the block ends."""
        try:
            yield
        except PersonError as problem:
            self.ended(way, problem)
            raise
        except TooBusyError:
            self._counter.add(way, Ending.BUSY)
            raise
        except Exception:
            self._counter.add(way, Ending.FAULT)
            raise
        else:
            self.ended(way)

    def ended(self, way: Way, problem: PersonError | None = None) -> None:
        """Count a try that ended well, or with `problem`."""
        ending = Ending.SUCCESS if problem is None else _ENDINGS.get(problem.code, Ending.REFUSED)
        self._counter.add(way, ending)
