"""A button pressed twice, and two tabs: the same browser comes to the same place."""

import re
import time
from threading import Timer

import pytest
from flask import Response
from msgspec.structs import replace
from werkzeug.test import TestResponse

from idp.clock import MINUTE
from idp.errors import TooBusyError
from idp.ids import hashed
from idp.journeys.sent_form import form_key
from idp.storage import Statement
from idp.web.sent_twice import SentTwice
from tests.conftest import Parent, Portal, TestClock, register
from tests.journeys.people import ADDRESS, PASSWORD
from tests.web.conftest import ask
from tests.web.pages.person import Person


def _press_last(person: Person, password: str, start: str = "/inscription") -> TestResponse:
    """Press the button that keeps the password, as a browser does that hears no answer."""
    if not person.where.startswith("/nouveau-mot-de-passe"):
        person.open(start).send(address=ADDRESS)
        person.send(code=person.email_code)
    answer = person.post(person.where, data=person.form() | {"password": password})
    person.client.delete_cookie("parvis-session", domain="127.0.0.1")
    return answer


def count_sessions(person: Person) -> int:
    with person.provider.database.reading() as tx:
        row = tx.row(Statement("SELECT count(*) FROM browser_session"))
    assert row is not None
    count: int = row[0]
    return count


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


def test_the_answer_of_a_form_is_its_own_browser_s_alone_for_a_minute_and_for_what_was_typed(
    person: Person, neighbour: Person, clock: TestClock
) -> None:
    _press_last(person, PASSWORD)
    neighbour.open("/inscription")
    copied = person.form() | neighbour.form() | {"password": PASSWORD}
    copied["envoi"] = person.form()["envoi"]

    other_browser = neighbour.post(person.where, data=copied)
    other_password = _press_last(person, "un autre mot de passe ici")
    clock.advance(MINUTE)
    late = _press_last(person, PASSWORD)

    for answer in (other_browser, other_password, late):
        assert "parvis-session=" not in str(answer.headers)


def test_a_password_sent_twice_begins_one_session(person: Person, parent: Parent) -> None:
    form = person.open("/connexion").form()
    typed = form | {"address": parent.address, "password": parent.password}
    answers = [person.post("/connexion", data=typed) for _ in range(2)]

    began = [re.findall("parvis-session=([^;]+)", str(each.headers)) for each in answers]
    assert began[0] == began[1] != []
    assert count_sessions(person) == 1


def test_a_wrong_code_sent_twice_is_one_try(person: Person) -> None:
    person.open("/inscription").send(address=ADDRESS)
    form, where = person.form(), person.where
    first, second = (person.post(where, data=form | {"code": "0000 0000"}) for _ in range(2))
    shown = person.get(second.headers["Location"]).text

    assert first.headers["Location"] == second.headers["Location"]
    assert "PRV-CODE-WRONG" in shown
    left = person.provider.settings.codes.tries - 1
    assert f"il vous reste {left}\u00a0essais" in shown


def test_a_page_that_is_shown_anew_is_another_form(person: Person, parent: Parent) -> None:
    person.sign_in(parent.address, parent.password)
    for _ in range(2):
        person.open("/compte/renseignements").send(given_name="Marie")
        assert person.where.endswith("notice=details-kept")
        person.open("/compte/renseignements").send(given_name="Anne")
    assert 'value="Anne"' in person.open("/compte/renseignements").text


def test_a_form_whose_process_died_is_carried_out_by_who_sends_it_again(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    form = person.open("/connexion").form()
    typed = form | {"address": parent.address, "password": parent.password}
    browser = person.client.get_cookie("parvis-browser", domain="127.0.0.1")
    assert browser is not None
    key = form_key(browser.value, "/connexion", typed)
    assert key is not None
    assert person.provider.journeys.sent_forms.begin(key)

    waits = person.post("/connexion", data=typed)
    assert waits.headers["Location"] == "/attente"
    clock.advance(31)
    assert person.open("/attente").path == "/compte"


def test_who_waits_for_a_form_that_was_given_up_holds_no_thread(person: Person) -> None:
    forms = person.provider.journeys.sent_forms
    assert forms.begin("turned away")
    given_up = Timer(0.2, forms.release, ("turned away",))
    given_up.start()
    began = time.monotonic()

    with pytest.raises(TooBusyError):
        SentTwice(person.provider).answer("turned away", Response)

    given_up.join()
    assert time.monotonic() - began < 1.5


def test_an_answer_that_was_moved_to_another_form_opens_for_nobody(person: Person) -> None:
    """Whoever has the database alone must not be answered with somebody else's session."""
    forms = person.provider.journeys.sent_forms
    for key in ("theirs", "mine"):
        assert forms.begin(key)
        forms.answer(key, f"{key}: parvis-session=...")
    move = Statement(
        """UPDATE sent_form SET answer_sealed =
               (SELECT answer_sealed FROM sent_form WHERE id_hash = :theirs)
           WHERE id_hash = :mine"""
    )
    with person.provider.database.writing() as tx:
        assert tx.run(move, theirs=hashed("theirs"), mine=hashed("mine")) == 1

    assert forms.find("theirs") == "theirs: parvis-session=..."
    with pytest.raises(ValueError, match="cannot open"):
        forms.find("mine")


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


@pytest.mark.parametrize("start_uri", ["https://portal.example.org/", None])
def test_who_agrees_twice_goes_on_from_the_portal_s_start_or_is_told_to_go_there(
    person: Person, parent: Parent, portal: Portal, start_uri: str | None
) -> None:
    """The second press comes after the code was sent, which is never sent again."""
    register(person.provider, replace(portal.client, asks_consent=True, start_uri=start_uri))
    person.sign_in(parent.address, parent.password)
    person.open(ask(person, scope="openid email"))
    assert person.path == "/consentement"
    page, typed = person.where, person.form() | {"action": "accept"}

    person.send(action="accept")
    assert "?code=" in person.shown.headers["Location"]
    again = person.get(person.post(page, data=typed).headers["Location"])

    if start_uri is None:
        assert again.status_code == 400
        assert "PRV-REQUEST-GONE" in again.get_data(as_text=True)
    else:
        assert again.headers["Location"] == start_uri
