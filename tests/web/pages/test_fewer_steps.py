"""The shortest way: from the sign-in to the code, and from one's account to the portal."""

from typing import Any

import pytest
from msgspec.structs import replace

from idp.web.pages.framing import portal_link
from tests.accounts.letters import messages_in_outbox
from tests.children.test_letters import WRONG, prepare
from tests.conftest import Parent, Portal
from tests.databases import on_one_database
from tests.journeys.people import ADDRESS, PASSWORD
from tests.registry.conftest import Import, import_lines, line
from tests.web.pages.person import Person

__all__ = ["import_lines"]
pytestmark = on_one_database
START = 'href="https://portal.example.org/"'


def test_the_address_of_a_new_account_is_typed_on_the_sign_in_page(
    person: Person, journey: str
) -> None:
    person.open(f"/connexion?journey={journey}")
    person.send("/inscription", action="create", address=ADDRESS, password="")
    assert person.path == "/code"
    assert f"journey={journey}" in person.where

    person.open(f"/connexion?journey={journey}").send("/inscription", action="create", address="")
    assert person.path == "/inscription"
    assert person.codes == []


def test_the_host_leads_to_the_account_and_the_well_known_address_to_the_password(
    person: Person, parent: Parent
) -> None:
    person.sign_in(parent.address, parent.password)

    assert person.open("/").path == "/compte"
    assert person.open("/.well-known/change-password").path == "/compte/mot-de-passe"


def test_the_account_leads_to_the_portal_that_this_browser_came_from(
    person: Person, neighbour: Person, parent: Parent, journey: str
) -> None:
    person.sign_in(parent.address, parent.password, journey=journey)
    assert START in person.open("/compte").text
    assert person.text.index(START) < person.text.index("/compte/enfants")

    neighbour.sign_in(parent.address, parent.password)
    assert START not in neighbour.open("/compte").text


def test_the_page_of_the_child_is_the_last_of_four_and_has_the_picture_and_a_way_back(
    person: Person, parent: Parent, journey: str
) -> None:
    person.sign_in(parent.address, parent.password, journey=journey)

    assert person.path == "/enfant"
    for shown in ("Étape 4 de 4", "report-card.svg", "Revenir au portail<", "/lettre?journey="):
        assert shown in person.text
    assert "<details" not in person.text
    person.send("/annuler")
    assert "error=access_denied" in person.shown.headers["Location"]


def test_a_letter_waits_while_an_account_is_made_for_it(
    person: Person, import_lines: Import
) -> None:
    import_lines([line(address=WRONG)])
    code = prepare(person.provider).code
    person.open(f"/lettre?code={code}")
    signing_up = person.text.partition('href="/inscription?')[2].partition('"')[0]

    person.open(f"/inscription?{signing_up}".replace("&amp;", "&"))
    person.send(address=ADDRESS)
    person.send(code=person.email_code).send(password=PASSWORD)

    assert person.path == "/lettre"
    assert f'value="{code[:4]}-' in person.text


def test_a_code_for_one_s_account_is_for_the_portal_that_this_browser_came_from(
    person: Person, neighbour: Person, parent: Parent, journey: str
) -> None:
    person.sign_in(parent.address, parent.password, journey=journey)
    person.client.delete_cookie("parvis-session", domain="127.0.0.1")
    person.open("/mot-de-passe-oublie").send(address=parent.address)
    neighbour.open("/inscription").send(address=ADDRESS)
    named, unnamed = sorted(messages_in_outbox(person.provider, "code"), key=is_for_service)

    assert "Voici votre code pour le Portail des Érables" in named
    assert "Voici votre code pour Parvis" in unnamed


@pytest.mark.parametrize(
    ("changes", "home"),
    [
        ({}, "https://portal.example.org/"),
        ({"start_uri": None}, "https://portal.example.org/familles"),
        ({"start_uri": None, "self_registered": True}, None),
    ],
)
def test_a_portal_without_a_start_is_its_own_pages_if_somebody_looked_at_them(
    portal: Portal, changes: dict[str, Any], home: str | None
) -> None:
    branding = replace(portal.client.branding, client_uri="https://portal.example.org/familles")
    link = portal_link(replace(portal.client, branding=branding, **changes), "fr")

    assert (link.uri if link else None) == home


def is_for_service(message: str) -> bool:
    return "pour Parvis" in message
