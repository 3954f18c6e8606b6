"""Waits, slips of the thumb, second thoughts: the page says what is so, and what to do."""

import re

from idp.clock import HOUR, MINUTE
from idp.errors import TooManyError
from tests.conftest import Parent
from tests.web.pages.person import Person


def test_after_ten_numbers_the_page_says_when_and_names_the_other_ways(
    person: Person, parent: Parent, journey: str
) -> None:
    person.sign_in(parent.address, parent.password, journey=journey)
    for left in range(9, -1, -1):
        person.send(number="7654321", action="confirm")
        assert f"reste au plus {left} essai" in person.text
    person.send(number="7654321", action="confirm")

    assert person.codes == ["PRV-TOO-MANY"]
    assert re.search(r"à partir du \d+(er)? \w+ \d{4}, à \d+\s?h\s?\d\d", person.text)
    assert "Il faut attendre un peu" in person.text
    assert "erreur à corriger" not in person.text
    for way in ("/lettre", "/aide?", "/annuler"):
        assert f'"{way}' in person.text


def test_a_short_wait_is_told_in_minutes_and_a_long_one_by_its_end() -> None:
    short, long = TooManyError(12 * MINUTE - 1, now=0), TooManyError(3 * HOUR, now=MINUTE)

    assert short.values["minutes"] == 12
    assert long.values == {"retry_at": 3 * HOUR + MINUTE}
    assert (short.retry_after_seconds, long.retry_after_seconds) == (12 * MINUTE, 3 * HOUR)


def test_a_forgotten_password_keeps_the_address_that_was_typed(
    person: Person, parent: Parent
) -> None:
    person.open("/connexion")
    person.send("/mot-de-passe-oublie", action="forgotten", address=parent.address, password="x")
    assert person.path == "/code"
    assert parent.address in person.text

    person.open("/connexion").send("/mot-de-passe-oublie", action="forgotten", address="")
    assert person.path == "/mot-de-passe-oublie"
    assert person.codes == []


def test_a_slip_in_an_address_is_mended_by_one_tap(person: Person) -> None:
    person.open("/inscription").send(address="zoe.gagnon@hotmial.com")
    assert person.path == "/code"
    assert "Vouliez-vous dire" in person.text

    person.send("/inscription", address="zoe.gagnon@hotmail.com", proof="")
    assert person.path == "/code"
    assert "Vouliez-vous dire" not in person.text
    assert person.send(code=person.email_code).path == "/nouveau-mot-de-passe"


def test_an_error_is_told_in_the_other_language_too(person: Person) -> None:
    text = person.get("/nulle-part?a=1").text
    other = re.search(r'class="language"><a href="([^"]+)"', text)
    assert other is not None

    shown = person.get(other[1].replace("&amp;", "&"))
    assert shown.status_code == 404
    assert 'lang="en-CA"' in shown.text
    assert "langue=fr" in shown.text
