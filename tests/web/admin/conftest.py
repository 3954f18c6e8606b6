"""A program that administers: a client with scopes, its token, and how it calls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from idp.administration.actor import every_scope
from idp.administrators import AdministratorId
from idp.clients import Branding, Client
from idp.ids import ClientId
from idp.normalisation.address import parse_address
from idp.wiring import Provider
from tests.conftest import register
from tests.web_application import answer_to, browser_of

API = "/admin/api"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Program:
    """Calls the API with an access token of its own."""

    browser: FlaskClient
    token: str

    def call(self, method: str, path: str, **more: Any) -> TestResponse:  # noqa: ANN401 - as Flask's own client takes it
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.browser.open(API + path, method=method, headers=headers, **more)


MakeProgram = Callable[[Iterable[str]], Program]


@pytest.fixture
def browser(provider: Provider) -> FlaskClient:
    return browser_of(provider)


@pytest.fixture
def make_program(provider: Provider, browser: FlaskClient) -> MakeProgram:
    """Make a program whose token carries the scopes that are named."""

    def make(scopes: Iterable[str]) -> Program:
        asked = tuple(scopes)
        client = Client(
            id=ClientId("program"),
            branding=Branding(name_fr="Programme", name_en="Program"),
            redirect_uris=(),
            grant_types=("client_credentials",),
            response_types=(),
            scopes=every_scope(),
        )
        registered = register(provider, client)
        answer = browser.post(
            "/token",
            data={"grant_type": "client_credentials", "scope": " ".join(asked)},
            auth=("program", registered.secret),
        )
        assert answer.json is not None
        return Program(browser, answer.json["access_token"])

    return make


@dataclass(frozen=True)
class Colleague:
    """An administrator at the console, in a browser of their own."""

    id: AdministratorId
    browser: FlaskClient
    provider: Provider

    def see(self, path: str) -> TestResponse:
        return self.browser.get(path)

    def send(self, path: str, **fields: object) -> TestResponse:
        """Send the form of the page at `path`; where it fails, return the page that says so."""
        cookie = self.browser.get_cookie("parvis-browser", domain=HOST)
        browser = cookie.value if cookie else ""
        proof = self.provider.vault.mac("csrf", browser).hex()
        return answer_to(self.browser, self.browser.post(path, data={"csrf": proof, **fields}))


MakeColleague = Callable[..., Colleague]


def colleague_of(provider: Provider, *roles: str, name: str = "anne") -> Colleague:
    """Return an administrator with the roles that are named, signed in a moment ago."""
    with provider.database.writing() as tx:
        made = provider.directory.administrators.add(
            tx,
            name=name,
            address=parse_address(f"{name}@exemple.quebec"),
            roles=roles,
            locale="fr",
        )
        provider.directory.administrators.entered(tx, made)
        token = provider.administration.sessions.start(tx, made, amr=("hwk",), replacing=None)
    browser = browser_of(provider)
    browser.set_cookie("parvis-admin", token, domain=HOST)
    browser.get("/admin")
    return Colleague(made, browser, provider)


@pytest.fixture
def make_colleague(provider: Provider) -> MakeColleague:
    """Make administrators of the house that the test runs on."""
    return partial(colleague_of, provider)
