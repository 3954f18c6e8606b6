"""A person at a browser, as the server sees one: pages are opened, forms are filled in and sent."""

import html
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from idp.wiring import Provider
from tests.accounts.letters import codes_in_outbox

_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


@dataclass
class Person:
    """A browser and whoever sits in front of it; `shown` is the page that is open."""

    app: Flask
    provider: Provider
    client: FlaskClient = field(init=False)
    where: str = ""
    shown: TestResponse = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def open(self, address: str) -> "Person":
        """Open a page, and follow where it leads."""
        return self._arrive(self.get(address))

    def get(self, address: str) -> TestResponse:
        """Ask for an address, and follow nowhere."""
        return self.client.get(address, base_url=self.provider.settings.server.issuer)

    def post(self, address: str, **options: Any) -> TestResponse:  # noqa: ANN401 - werkzeug's
        """Post, and follow nowhere."""
        return self.client.post(address, base_url=self.provider.settings.server.issuer, **options)

    def send(self, to: str = "", **typed: str) -> "Person":
        """Send the form of the open page with what was `typed`, and follow where it leads."""
        return self._arrive(self.post(to or self.where, data=self.form() | typed))

    def form(self) -> dict[str, str]:
        """Return what the open page's form sends along by itself."""
        inputs = [dict(_ATTRIBUTE.findall(tag)) for tag in _INPUT.findall(self.text)]
        hidden = [each for each in inputs if each.get("type") == "hidden"]
        return {
            each["name"]: html.unescape(each.get("value", ""))
            for each in hidden
            if each["name"] in {"csrf", "envoi", "journey", "proof", "address"}
        }

    @property
    def text(self) -> str:
        """The open page, as it was sent; where an address may be broken is left out."""
        return self.shown.get_data(as_text=True).replace("<wbr>", "")

    @property
    def path(self) -> str:
        """The path of the open page."""
        return self.where.partition("?")[0]

    @property
    def codes(self) -> list[str]:
        """The codes of the errors that the page shows."""
        return sorted(set(re.findall(r"PRV-[A-Z]+(?:-[A-Z]+)*", self.text)))

    @property
    def email_code(self) -> str:
        """The code of the last message."""
        return codes_in_outbox(self.provider)[-1]

    def sign_up(self, address: str, password: str, **query: str) -> "Person":
        """Create an account, from the address to the password."""
        self.open(f"/inscription?{urlencode(query)}").send(address=address)
        return self.send(code=self.email_code).send(password=password)

    def sign_in(self, address: str, password: str, **query: str) -> "Person":
        """Sign in."""
        return self.open(f"/connexion?{urlencode(query)}").send(address=address, password=password)

    def confirm(self) -> "Person":
        """Prove more than a session where the account does not know this browser."""
        self.open("/compte/preuve?return_to=/compte/sessions")
        if self.path == "/compte/preuve":
            meant = re.search(r'name="id" value="([^"]+)"', self.text)
            assert meant is not None
            self.send(id=meant[1]).send(code=self.email_code)
        return self

    def _arrive(self, response: TestResponse) -> "Person":
        self.shown = response
        for _ in range(6):
            if self.shown.status_code != 303 or "://" in self.shown.headers["Location"]:
                break
            self.where = self.shown.headers["Location"]
            self.shown = self.get(self.where)
        else:
            raise AssertionError("a circle of redirects")
        if not self.where or (response.status_code == 200 and response.request.method == "GET"):
            self.where = response.request.full_path.rstrip("?")
        return self
