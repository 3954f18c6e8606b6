"""Who may open a page, and who may send its form."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from msgspec import Struct

from idp.web.frame.answer import Leave

R_contra = TypeVar("R_contra", contravariant=True)
"""The request as it was read."""
S_co = TypeVar("S_co", covariant=True)
"""The request of somebody who may see the page."""
F_co = TypeVar("F_co", covariant=True)
"""The request of somebody who may send its form."""
B = TypeVar("B")


class Guard(Struct, Generic[R_contra, S_co, F_co], frozen=True):
    """Converts a request to the type that the page takes, or redirects it.

    A page's guard determines that type: only a guard for signed-in users gives a session, and mypy
    refuses a page that takes a session and declares a guard for everybody. Either may raise
    Refused, which the page shows.
    """

    show: Callable[[R_contra], S_co | Leave]
    act: Callable[[R_contra], F_co | Leave]

    def with_form(self, other: "Guard[R_contra, Any, B]") -> "Guard[R_contra, S_co, B]":
        """Return a guard that shows the page as this one does, and its form as `other` does."""
        return Guard(self.show, other.act)
