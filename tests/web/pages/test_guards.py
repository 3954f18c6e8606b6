"""Who may open a page of one's account, and send its form: every page, found by its route."""

from collections.abc import Iterator

import pytest

from idp.app import create_app
from idp.clock import MINUTE
from idp.web.frame import Answer
from idp.web.pages.frame import ParentPageFrame
from idp.web.pages.page_request import PageRequest
from idp.web.rendering import Renderer
from idp.wiring import Provider
from tests.conftest import Parent, TestClock
from tests.databases import on_one_database
from tests.web.pages.person import Person

LOOKED_AT = {"/compte", "/compte/enfants", "/compte/mot-de-passe"}
"""What a session is shown that began long ago."""
SENT = {"/compte/mot-de-passe"}
"""What it may send: the current password is the proof."""


@pytest.fixture
def at_home(person: Person, parent: Parent) -> Person:
    """A parent who is signed in."""
    return person.sign_in(parent.address, parent.password)


def pages(person: Person, method: str) -> Iterator[str]:
    for rule in person.app.url_map.iter_rules():
        if f"{rule.rule}/".startswith("/compte/") and method in (rule.methods or ()):
            yield rule.rule


@on_one_database
def test_a_page_of_an_account_is_for_whoever_is_signed_in(neighbour: Person) -> None:
    neighbour.open("/connexion")
    for path in pages(neighbour, "GET"):
        assert neighbour.get(path).headers["Location"].startswith("/connexion?return_to"), path
    for path in pages(neighbour, "POST"):
        sent = neighbour.post(path, data=neighbour.form())
        assert sent.headers["Location"].startswith("/connexion?return_to"), path


@on_one_database
def test_an_old_session_is_asked_for_a_new_proof(at_home: Person, clock: TestClock) -> None:
    clock.advance(16 * MINUTE)
    again = "notice=sign-in-again"
    shown = {path for path in pages(at_home, "GET") if again not in location(at_home, path)}
    assert shown == LOOKED_AT
    at_home.open("/compte")
    sent = {
        path
        for path in pages(at_home, "POST")
        if again not in location(at_home, path, at_home.form())
    }
    assert sent == SENT


def location(person: Person, path: str, form: dict[str, str] | None = None) -> str:
    answer = person.get(path) if form is None else person.post(path, data=form)
    return answer.headers.get("Location", "")


def test_a_page_that_declares_no_guard_is_not_mounted(provider: Provider) -> None:
    class Forgetful:
        path = "/compte/oubli"

        def show(self, _request: PageRequest) -> Answer:
            raise AssertionError

    frame = ParentPageFrame(create_app(provider), provider, Renderer(provider.settings))
    with pytest.raises(AttributeError, match="guard"):
        frame.mount_shown(Forgetful())  # type: ignore[arg-type] # what mypy sees first


def test_what_was_typed_is_there_after_the_proof(
    at_home: Person, parent: Parent, clock: TestClock
) -> None:
    at_home.open("/compte/enfants")
    clock.advance(16 * MINUTE)
    at_home.send(action="add", number="7654321")
    assert at_home.path == "/connexion"
    assert "7654321" not in at_home.text
    at_home.send(address=parent.address, password=parent.password)
    assert at_home.path == "/compte/enfants"
    assert "Rien n’est encore fait." in at_home.text
    assert 'value="7654321"' in at_home.text
    assert "7654321" not in at_home.open("/compte/enfants").text


def test_somebody_else_who_signs_in_next_does_not_see_it(
    at_home: Person, parent: Parent, clock: TestClock
) -> None:
    at_home.open("/compte/renseignements")
    clock.advance(16 * MINUTE)
    at_home.send(street_address="1187, rue des Érables")
    at_home.client.delete_cookie("parvis-session", domain="127.0.0.1")
    at_home.sign_up("autre@exemple.quebec", "un violon dort sous la neige")
    at_home.open("/compte/renseignements")
    assert at_home.path == "/compte/renseignements"
    assert "1187, rue des Érables" not in at_home.text
    assert parent.address not in at_home.text
