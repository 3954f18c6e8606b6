"""People at the door of a house that browsers make passkeys for."""

import html
import re
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from idp.authenticators import Holder, Realm
from idp.authenticators.time_steps import STEP_SECONDS, code_of
from idp.settings import Settings
from idp.wiring import Provider, build
from tests.authenticators.device import Device, Lies
from tests.conftest import Parent, Portal, TestClock
from tests.web.conftest import begin_journey
from tests.web.pages.person import Person

ISSUER = "http://localhost:8000"


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    server = replace(house_settings.server, issuer=ISSUER)
    provider = build(replace(house_settings, server=server), clock)
    yield provider
    provider.database.close()


@pytest.fixture
def thief(neighbour: Person) -> Person:
    """Who came by something of the person's."""
    return neighbour


@pytest.fixture
def journey(portal: Portal, person: Person) -> str:
    assert portal.client.id == "portal"
    return begin_journey(person, scope="openid")


@pytest.fixture
def holder(parent: Parent) -> Holder:
    return Holder(Realm.ACCOUNT, parent.account.id)


def step_code(provider: Provider, secret: str) -> str:
    """Return what an app with `secret` shows now."""
    return code_of(secret, provider.clock.seconds() // STEP_SECONDS)


def add_app(person: Person, clock: TestClock) -> tuple[str, list[str]]:
    """Add an app on the pages of the account; return its secret and the recovery codes."""
    person.confirm()
    person.open("/compte/application").send(action="begin")
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', person.text)
    assert found is not None
    secret = found[1].replace(" ", "")
    person.send("/compte/application", action="confirm", code=step_code(person.provider, secret))
    codes = re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>", person.text)
    clock.advance(STEP_SECONDS)
    return secret, codes


def asked(person: Person) -> tuple[str, str]:
    """Return the challenge of the open page, and the options that its script hands on."""
    options = re.search(r'data-options="([^"]*)"', person.text)
    challenge = re.search(r'name="challenge" value="([^"]*)"', person.text)
    assert options is not None
    assert challenge is not None
    return challenge[1], html.unescape(options[1])


def add_passkey(person: Person, device: Device, label: str = "Mon téléphone") -> Person:
    person.confirm()
    challenge, options = asked(person.open("/compte/cles-acces"))
    response = device.create(options, Lies(origin=ISSUER))
    return person.send(action="passkey", challenge=challenge, response=response, label=label)


def answer(person: Person, device: Device) -> Person:
    """Answer the open sign-in page with a passkey."""
    challenge, options = asked(person)
    response = device.get(options, Lies(origin=ISSUER))
    return person.send(action="passkey", challenge=challenge, response=response)
