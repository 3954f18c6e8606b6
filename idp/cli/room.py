"""Room in one piece for the calls of a program.

Python keeps the frames of calls in pieces of 16 KiB, makes a piece for the call that no longer fits
and unmaps it as soon as that returns. Modules that import modules are so deep that a start calls
1,900 times at the edge of a piece, and waits 6 µs for the system each time.
"""

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def in_one_piece(program: Callable[[], Result]) -> Result:
    """Return what `program` returns, whose calls find room in a piece of a MiB."""
    return program()


# A piece is made as large as a power of two that holds the call for which it is made: this one
# says that it needs a little more than half a MiB, and uses none of it. In words of eight bytes.
in_one_piece.__code__ = in_one_piece.__code__.replace(co_stacksize=66_000)
