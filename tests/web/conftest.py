"""People at the door of a house, and what they come with."""

from urllib.parse import urlencode

import pytest

from idp.app import create_app
from idp.wiring import Provider
from tests.conftest import Portal
from tests.web.pages.person import Person


@pytest.fixture
def person(provider: Provider) -> Person:
    """Somebody at a browser."""
    return Person(create_app(provider), provider)


@pytest.fixture
def neighbour(person: Person) -> Person:
    """Somebody else, at another browser, at the same house."""
    return Person(person.app, person.provider)


@pytest.fixture
def journey(portal: Portal, person: Person) -> str:
    """A journey that the portal began, and its id."""
    assert portal.client.id == "portal"
    return begin_journey(person)


def begin_journey(person: Person, **changes: str) -> str:
    """Come from the portal, and return the journey's id."""
    return ask(person, **changes).partition("journey=")[2]


def ask(person: Person, **changes: str) -> str:
    """Come from the portal, and return where the browser is sent."""
    asked = {
        "client_id": "portal",
        "redirect_uri": "https://portal.example.org/cb",
        "response_type": "code",
        "scope": "openid gpi",
        "state": "a-state",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
        **changes,
    }
    return person.get(f"/authorize?{urlencode(asked)}").headers["Location"]
