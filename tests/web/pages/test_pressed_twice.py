"""A button pressed twice, and two tabs: the same browser comes to the same place."""

import pytest
from werkzeug.test import TestResponse

from idp.clock import MINUTE
from tests.conftest import TestClock
from tests.journeys.people import ADDRESS, PASSWORD
from tests.web.pages.person import Person


def _press_last(person: Person, password: str, start: str = "/inscription") -> TestResponse:
    """Press the button that keeps the password, as a browser does that hears no answer."""
    if not person.where.startswith("/nouveau-mot-de-passe"):
        person.open(start).send(address=ADDRESS)
        person.send(code=person.email_code)
    answer = person.post(person.where, data=person.form() | {"password": password})
    person.client.delete_cookie("parvis-session", domain="127.0.0.1")
    return answer


@pytest.mark.parametrize("start", ["/inscription", "/mot-de-passe-oublie"])
def test_a_last_button_pressed_twice_leads_twice_to_the_same_place(
    person: Person, start: str
) -> None:
    if start != "/inscription":
        person.sign_up(ADDRESS, "trois harfangs regardent la neige")
        person.client.delete_cookie("parvis-session", domain="127.0.0.1")
    first, second = (_press_last(person, PASSWORD, start) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert all("parvis-session=" in str(each.headers) for each in (first, second))
    assert person.sign_in(ADDRESS, PASSWORD).path == "/compte"


def test_a_step_that_was_used_up_lets_in_its_own_browser_alone_and_for_a_minute(
    person: Person, neighbour: Person, clock: TestClock
) -> None:
    _press_last(person, PASSWORD)
    neighbour.open("/inscription")
    copied = person.form() | neighbour.form() | {"password": PASSWORD}

    other_browser = neighbour.post(person.where, data=copied)
    other_password = _press_last(person, "un autre mot de passe ici")
    clock.advance(MINUTE)
    late = _press_last(person, PASSWORD)

    for answer in (other_browser, other_password, late):
        assert "parvis-session=" not in str(answer.headers)


@pytest.mark.parametrize("start", ["/inscription", "/mot-de-passe-oublie"])
def test_a_check_that_arrives_after_the_button_signs_nobody_in(person: Person, start: str) -> None:
    if start != "/inscription":
        person.sign_up(ADDRESS, "trois harfangs regardent la neige")
        person.client.delete_cookie("parvis-session", domain="127.0.0.1")
    _press_last(person, PASSWORD, start)
    typed = person.form() | {"password": PASSWORD, "action": "check_password"}
    late = person.post(person.where, data=typed)
    assert "parvis-session=" not in str(late.headers)


def test_the_newest_code_is_right_in_every_tab_that_asked(person: Person, clock: TestClock) -> None:
    older = person.open("/inscription").send(address=ADDRESS).where
    clock.advance(5 * MINUTE)
    newer = person.open("/inscription").send(address=ADDRESS.upper()).where
    newest = person.email_code

    person.open(older).send(code=newest)
    assert person.path == "/nouveau-mot-de-passe"
    assert person.open(newer).path == "/nouveau-mot-de-passe"


def test_who_asks_after_a_code_came_back_is_sent_another(person: Person) -> None:
    person.open("/inscription").send(address=ADDRESS)
    person.send(code=person.email_code)
    proven = person.form()["proof"]

    person.open("/inscription").send(address=ADDRESS)

    assert person.path == "/code"
    assert person.form()["proof"] != proven
