"""A program that administers: a client with scopes, its token, and how it calls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from idp.clients import Branding, Client
from idp.ids import ClientId
from idp.operations.actor import every_scope
from idp.parts import Parts
from tests.conftest import register
from tests.web import browser_of

API = "/admin/api"


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
def browser(house: Parts) -> FlaskClient:
    return browser_of(house)


@pytest.fixture
def make_program(house: Parts, browser: FlaskClient) -> MakeProgram:
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
        registered = register(house, client)
        answer = browser.post(
            "/token",
            data={"grant_type": "client_credentials", "scope": " ".join(asked)},
            auth=("program", registered.secret),
        )
        assert answer.json is not None
        return Program(browser, answer.json["access_token"])

    return make
