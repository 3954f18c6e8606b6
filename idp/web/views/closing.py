"""The pages of an account's export and end: download, closing, reopening."""

from typing import ClassVar

from idp.web.views.frame import View


class OwnDataView(View, frozen=True, kw_only=True):
    """What is in the file, and the button that downloads it."""

    template: ClassVar[str] = "account/own_data.html"


class ClosingView(View, frozen=True, kw_only=True):
    """What closing means, and the button; `erased_on` is a day in the reader's writing."""

    template: ClassVar[str] = "account/closing.html"
    erased_on: str


class ClosedAccountView(View, frozen=True, kw_only=True):
    """The account is closed, and its owner signed out."""

    template: ClassVar[str] = "account/closed.html"
    erased_on: str


class ReopeningView(View, frozen=True, kw_only=True):
    """The account is closed: `offer` reopens it, and nothing else is offered."""

    template: ClassVar[str] = "account/reopening.html"
    offer: str
    closed_on: str
    erased_on: str
