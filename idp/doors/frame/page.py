"""What the frame asks of a page."""

from typing import Protocol, TypeVar

from idp.doors.frame.answer import Answer, Problem
from idp.doors.frame.guard import Guard

R_contra = TypeVar("R_contra", contravariant=True)
S = TypeVar("S")
F = TypeVar("F")


class ShownPage(Protocol[R_contra, S]):
    """A page where there is nothing to send."""

    @property
    def path(self) -> str:
        """Where the page is, as Flask writes it: `/admin/portails/<id>`."""
        ...

    @property
    def guard(self) -> Guard[R_contra, S, object]:
        """Who may open it."""
        ...

    def show(self, request: S, /) -> Answer:
        """Return the page. Raises PersonError, Refused."""
        ...


class FormPage(Protocol[R_contra, S, F]):
    """A page with a form."""

    @property
    def path(self) -> str:
        """Where the page is, as Flask writes it."""
        ...

    @property
    def guard(self) -> Guard[R_contra, S, F]:
        """Who may open it, and who may send its form."""
        ...

    def show(self, request: S, problem: Problem | None = None, /) -> Answer:
        """Return the page; `problem` says why the form failed that the request still holds."""
        ...

    def act(self, request: F, /) -> Answer:
        """Do what the form asks, and say where to go. Raises PersonError, Refused."""
        ...
