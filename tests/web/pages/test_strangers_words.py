"""A client that registered itself is called by its host where that would not stand beside it."""

import pytest
from msgspec.structs import replace

from tests.accounts.letters import messages_in_outbox
from tests.conftest import Portal, register
from tests.databases import on_one_database
from tests.web.conftest import begin_journey
from tests.web.pages.person import Person

pytestmark = on_one_database
LURE = "Compte suspendu, communiquez avec la direction"


@pytest.fixture
def stranger(portal: Portal, person: Person) -> str:
    """A journey of a client that nobody looked at, with several hosts; its id."""
    client = replace(
        portal.client,
        self_registered=True,
        branding=replace(portal.client.branding, name_fr=LURE, name_en=LURE),
        redirect_uris=("https://first.example.org/cb", *portal.client.redirect_uris),
    )
    register(person.provider, client)
    return begin_journey(person)


@pytest.mark.parametrize("path", ["/inscription", "/mot-de-passe-oublie"])
def test_the_code_names_the_host_that_the_person_goes_back_to(
    person: Person, stranger: str, path: str
) -> None:
    person.open(f"{path}?journey={stranger}")
    assert "portal.example.org" in person.text
    person.send(address="marie@exemple.quebec")
    (message,) = messages_in_outbox(person.provider, "code")
    assert "portal.example.org" in message
    assert LURE not in message


def test_the_name_of_a_portal_that_somebody_registered_stays(person: Person, journey: str) -> None:
    person.open(f"/inscription?journey={journey}").send(address="marie@exemple.quebec")
    (message,) = messages_in_outbox(person.provider, "code")
    assert "Portail des Érables" in message
