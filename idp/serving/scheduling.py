"""When the system lets a thread run that was woken: sched(7), SCHED_BATCH.

A request passes between two threads, and what waits at the database between more. By default the
system interrupts who wakes another, to run that one: on a busy core each request pays for up to
a dozen changes of thread. Taken in turn, a thread does all that is there for it first
(docs/decisions/0058-threads-take-turns.md).
"""

import os
import sys
from contextlib import suppress
from pathlib import Path


def take_turns() -> bool:
    """Let this thread, and those that it begins, interrupt no other when they are woken.

    Returns whether they do: not where the system has no such policy, an operator chose one, or it
    is forbidden.
    """
    # Some C libraries have no such call, others one that always fails.
    with suppress(OSError, AttributeError):
        if sys.platform == "linux" and os.sched_getscheduler(0) == os.SCHED_OTHER:
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
            return True
    return False


def interrupt_who_computes(is_computing: bool) -> None:  # noqa: FBT001 - told to whoever asks
    """Let the threads of this process interrupt others while one computes without a pause.

    For those that `take_turns`: a request would wait for milliseconds each time that it is passed
    on.
    """
    policy = os.SCHED_OTHER if is_computing else os.SCHED_BATCH
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # it has ended
            os.sched_setscheduler(int(thread.name), policy, os.sched_param(0))
