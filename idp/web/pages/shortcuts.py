"""Addresses that lead to another page: the host's own, and where a password is changed.

Password managers open `/.well-known/change-password` (W3C: A Well-Known URL for Changing
Passwords). The page that they lead to asks for a sign-in; they themselves read nothing.
"""

from functools import partial

from flask import Flask

from idp.web.pages.paths import ACCOUNT, PASSWORD
from idp.web.response import see_other

_LEADS = {"/": ACCOUNT, "/.well-known/change-password": PASSWORD}


def mount_shortcuts(app: Flask) -> None:
    """Redirect from each address to its page."""
    for path, to in _LEADS.items():
        app.add_url_rule(path, f"shortcut {path}", partial(see_other, to), methods=["GET"])
