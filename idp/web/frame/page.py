"""The interface of a page to the frame."""

from typing import Any, Protocol, TypeVar

from idp.web.frame.answer import Answer
from idp.web.frame.guard import Guard

R = TypeVar("R")
S = TypeVar("S")
F = TypeVar("F")


class ShownPage(Protocol[R, S]):
    """A page without a form."""

    guard: Guard[R, S, Any]
    """Who may open it."""

    @property
    def path(self) -> str:
        """Where the page is, as Flask writes it: `/admin/portails/<id>`."""
        ...

    def show(self, request: S, /) -> Answer:
        """Return the page, filled in with what the request holds. Raises PersonError, Refused."""
        ...


class FormPage(Protocol[R, S, F]):
    """A page with a form."""

    guard: Guard[R, S, F]
    """Who may open it, and who may send its form."""

    @property
    def path(self) -> str:
        """Where the page is."""
        ...

    def show(self, request: S, /) -> Answer:
        """Return the page, filled in with what the request holds; also after `act` failed."""
        ...

    def act(self, request: F, /) -> Answer:
        """Carry out the form, and return where to go. Raises PersonError, Refused."""
        ...
