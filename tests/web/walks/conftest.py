"""Everybody whom a walk over every route needs, in one house: a parent, a portal, an owner."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace
from werkzeug.routing import Rule

from idp.accounts import Purpose
from idp.administration.actor import Role, every_scope
from idp.administrators import AdministratorId
from idp.normalisation.address import parse_address
from idp.storage import ActingTransaction
from idp.wiring import Provider
from tests.acting import acting
from tests.conftest import Parent, Portal
from tests.registry.conftest import Import, import_lines, line
from tests.relying_party import RelyingParty, journey_of, sign_in
from tests.web.admin.conftest import API, HOST, MakeProgram, browser, make_program
from tests.web_application import browser_of

__all__ = ["browser", "import_lines", "make_program"]
_NAMED = re.compile(r"<(?:[a-z_]+:)?([a-z_]+)>")


@dataclass(frozen=True)
class Walk:
    """A browser in which both a parent and an owner are signed in, and where it can go."""

    provider: Provider
    browser: FlaskClient
    stranger: FlaskClient
    """A browser in which nobody is."""
    app: Flask
    tokens: dict[str, str]
    """By the beginning of a path, the access token that opens it."""
    journey: str
    """A portal's request that waits."""
    names: dict[str, str]
    """What stands for a variable part of a path; "nothing" for what is not here."""

    def routes(self, method: str) -> Iterator[tuple[Rule, str]]:
        """Return every route that answers `method`, and a path of it."""
        for rule in self.app.url_map.iter_rules():
            if method in (rule.methods or ()):
                yield rule, self.path_of(rule)

    def headers(self, path: str) -> dict[str, str]:
        """Return what a program sends along to `path`."""
        for beginning, token in self.tokens.items():
            if path.startswith(beginning):
                return {"Authorization": f"Bearer {token}"}
        return {}

    def path_of(self, rule: Rule) -> str:
        """Return `rule` filled in."""
        return self.filled(rule.rule, _NAMED)

    def filled(self, path: str, named: re.Pattern[str]) -> str:
        """Return `path` with what `named` finds in it replaced by the name of something."""
        names = self.named_at(path)
        return named.sub(lambda found: names.get(found[1], "nothing"), path)

    def named_at(self, path: str) -> dict[str, str]:
        """Return what stands for a name in `path`."""
        of_portal = {"id": self.names["client_id"]} if "/porta" in path else {}
        return {**self.names, **of_portal}

    def come_in(self) -> None:
        """Let the owner be signed in, a moment ago, whatever was done before."""
        sessions, owner = self.provider.administration.sessions, AdministratorId(self.names["id"])
        with self.provider.database.writing() as tx:
            token = sessions.start(tx, owner, amr=("hwk",), replacing=None)
        self.browser.set_cookie("parvis-admin", token, domain=HOST)


@pytest.fixture
def walk(
    provider: Provider,
    parent: Parent,
    portal: Portal,
    relying_party: RelyingParty,
    import_lines: Import,
    make_program: MakeProgram,
) -> Walk:
    """A house in which something of everything is there."""
    import_lines([line()])
    provider.directory.children.confirm(
        acting(provider),
        account_id=parent.account.id,
        organisation="887000",
        typed="1234567",
        network="192.0.2.1",
    )
    add_address(provider, parent)
    issued = relying_party.tokens()
    tokens = {API: make_program(every_scope()).token, "/userinfo": issued["access_token"]}
    journey = journey_of(relying_party.authorize(prompt="login"))
    with provider.database.writing() as tx:
        owner = provider.directory.administrators.add(
            tx,
            name="anne",
            address=parse_address("anne@exemple.quebec"),
            roles=tuple(Role),
            locale="fr",
        )
        provider.directory.administrators.entered(tx, owner)
    known = browser_of(provider, sign_in(provider, parent.account, journey))
    names = {"id": owner, "client_id": portal.client.id, "name": "parvis.css", "import_id": "1"}
    names |= {"kid": provider.keys.active("RS256").kid, "seq": "1", "organisation": "887000"}
    walk = Walk(provider, known, browser_of(provider), known.application, tokens, journey, names)
    walk.come_in()
    return walk


def add_address(provider: Provider, parent: Parent) -> None:
    """Let the parent have a second address."""
    with provider.database.writing() as tx:
        proof = provider.directory.email_verifications.begin(
            tx,
            browser="browser",
            purpose=Purpose.ADD_ADDRESS,
            address=parse_address("marie@exemple.quebec"),
            account_id=parent.account.id,
        )
        provider.directory.addresses.add(
            ActingTransaction(tx),
            parent.account.id,
            replace(proof, proven_at=provider.clock.seconds()),
        )
