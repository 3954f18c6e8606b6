"""Addresses that lead to another page: the host's own, and where a password is changed.

Password managers open `/.well-known/change-password` (W3C: A Well-Known URL for Changing
Passwords).
"""

from idp.web.frame import Answer, Leave
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest


class ShortcutPage:
    """Leads from `path` to `to`, which asks for a sign-in itself."""

    guard = PUBLIC

    def __init__(self, path: str, to: str) -> None:
        self.path = path
        self._to = to

    def show(self, _request: PageRequest) -> Answer:
        """Go there."""
        return Leave(self._to)
