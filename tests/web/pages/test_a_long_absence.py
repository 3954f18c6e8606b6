"""Forty minutes away for the report card: what was typed waits, and the way goes on."""

from idp.clock import HOUR, MINUTE
from tests.conftest import Parent, TestClock
from tests.web.pages.person import Person

AWAY = 40 * MINUTE
NUMBER = "7654321"


def come_back(person: Person, parent: Parent, journey: str, clock: TestClock) -> None:
    """Open the child's page, stay away, and send the number then."""
    person.sign_in(parent.address, parent.password, journey=journey)
    assert person.path == "/enfant"
    clock.advance(AWAY)
    person.send(number=NUMBER, action="confirm")


def test_who_was_away_is_told_so_and_finds_the_address_and_then_the_number(
    person: Person, parent: Parent, journey: str, clock: TestClock
) -> None:
    come_back(person, parent, journey, clock)
    assert person.path == "/connexion"
    assert "pendant un moment" in person.text
    assert f'value="{parent.address}"' in person.text

    person.send(address=parent.address, password=parent.password)
    assert person.path == "/enfant"
    assert f'value="{NUMBER}"' in person.text
    assert person.send(number=NUMBER, action="confirm").codes == ["PRV-CHILD-NO-MATCH"]


def test_somebody_else_who_signs_in_then_does_not_see_the_number(
    person: Person, neighbour: Person, parent: Parent, journey: str, clock: TestClock
) -> None:
    neighbour.sign_up("voisine@exemple.quebec", "trois harfangs regardent la neige")
    come_back(person, parent, journey, clock)

    person.send(address="voisine@exemple.quebec", password="trois harfangs regardent la neige")

    assert person.path == "/enfant"
    assert NUMBER not in person.text


def test_who_signed_out_or_stayed_away_for_a_day_is_nobody(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    person.sign_in(parent.address, parent.password)
    page = "/connexion?notice=session-left"
    clock.advance(AWAY)
    assert parent.address in person.open(page).text
    assert parent.address not in person.open("/connexion").text
    clock.advance(24 * HOUR)
    assert parent.address not in person.open(page).text

    person.sign_in(parent.address, parent.password)
    token = person.client.get_cookie("parvis-session", domain="127.0.0.1")
    assert token is not None
    person.open("/deconnexion").send("/deconnexion")
    person.client.set_cookie("parvis-session", token.value, domain="127.0.0.1")
    assert parent.address not in person.open(page).text
