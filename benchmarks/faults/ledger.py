"""What clients were told, to be held against the database and the mailbox afterwards."""

import math
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

SERVERS_ERROR = 500


def is_refusal(status: int) -> bool:
    """Tell whether a server failed to answer; 0 stands for no answer."""
    return status == 0 or status >= SERVERS_ERROR


@dataclass
class Family:
    """One parent's account: what was acknowledged of it, and what nobody answered for certain."""

    address: str
    messages_asked: int = 0
    """How often a code was asked for, whatever came back."""
    has_message: bool = False
    """Whether it was said that one is on its way."""
    has_account: bool = False
    may_have_account: bool = False
    refresh_token: str = ""
    may_have_turned: bool = False
    """Whether a refresh was sent whose answer did not come."""


@dataclass
class Ledger:
    """Every family, and every answer that was none."""

    families: list[Family] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    refused_at: list[float] = field(default_factory=list)
    done_at: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> Family:
        """Return a family that nobody knows yet."""
        with self._lock:
            family = Family(f"famille{len(self.families)}@exemple.quebec")
            self.families.append(family)
            return family

    def note(self, status: int) -> None:
        """Note an answer, 0 where none came."""
        with self._lock:
            self.answers[status] += 1
            now = time.monotonic()
            if is_refusal(status):
                self.refused_at.append(now)
            else:
                self.done_at.append(now)

    @property
    def acknowledged(self) -> int:
        """How many accounts their parents were told of."""
        return sum(each.has_account for each in self.families)

    @property
    def refused(self) -> int:
        """How many requests were answered 5xx, or not at all."""
        return sum(n for status, n in self.answers.items() if is_refusal(status))

    def recovery_seconds(self, over_at: float, until: float = math.inf) -> float:
        """Return how long after the end of the fault the last request was refused, `until` then."""
        late = [each - over_at for each in self.refused_at if over_at < each < until]
        return max(late, default=0.0)
