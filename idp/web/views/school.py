"""The pages about a child: confirming one, and why access is refused."""

from typing import ClassVar

from msgspec import Struct

from idp.limits import Left
from idp.web.views.frame import View


class OrganisationChoice(Struct, frozen=True):
    """A school board to choose."""

    code: str
    name: str


class ChildView(View, frozen=True, kw_only=True):
    """One number of one child; `compared` are the addresses that are looked for on the file."""

    template: ClassVar[str] = "school/child.html"
    organisations: tuple[OrganisationChoice, ...]
    organisation: str = ""
    number: str = ""
    number_length: str = "7"
    compared: tuple[str, ...] = ()
    each: bool = False
    """Whether every child is confirmed by a number of their own."""
    can_skip: bool = False
    add_address_path: str
    help_path: str
    mismatch: bool = False
    """Whether the last number did not match: the page then says what may be wrong."""
    tries_left: Left
    """How many more numbers may be tried at most, and until when."""
    stopped: bool = False
    """Whether none may be for now: the page then names the other ways."""


class DeniedView(View, frozen=True, kw_only=True):
    """A child was confirmed once, and no file lists a proven address now."""

    template: ClassVar[str] = "school/denied.html"
    compared: tuple[str, ...]
    registry_on: str | None
    """The day of the registry that was looked in, in the reader's writing."""
    add_address_path: str
    child_path: str
    help_path: str
