"""The page where a parent says which account it will be."""

import pytest

from tests.conftest import Parent, Portal, TestClock, make_parent
from tests.web.conftest import ask, begin_journey
from tests.web.pages.person import Person


@pytest.fixture
def at_the_choice(person: Person, parent: Parent, portal: Portal, clock: TestClock) -> Person:
    """A parent who is signed in, and sent by a portal that wants it asked."""
    assert portal.client.id == "portal"
    person.sign_in(parent.address, parent.password)
    clock.advance(5)
    return person.open(ask(person, prompt="select_account", scope="openid email"))


def test_the_page_names_the_account_in_use(at_the_choice: Person, parent: Parent) -> None:
    assert at_the_choice.path == "/choix-du-compte"
    assert parent.address in at_the_choice.text


def test_the_account_in_use_goes_on_without_a_password(at_the_choice: Person) -> None:
    at_the_choice.send(action="keep")

    location = at_the_choice.shown.headers["Location"]
    assert location.startswith("https://portal.example.org/cb?code=")


def test_another_account_signs_in_first(
    at_the_choice: Person, parent: Parent, clock: TestClock
) -> None:
    other = make_parent(at_the_choice.provider, "jean.tremblay@exemple.quebec")
    clock.advance(5)
    at_the_choice.send(action="change")

    assert at_the_choice.path == "/connexion"
    assert f'value="{parent.address}"' not in at_the_choice.text
    assert "de nouveau" not in at_the_choice.text
    at_the_choice.send(address=other.address, password=other.password)
    location = at_the_choice.shown.headers["Location"]
    assert location.startswith("https://portal.example.org/cb?code=")
    assert other.address in at_the_choice.open("/compte").text


def test_the_page_is_shown_when_it_is_due_and_at_no_other_time(at_the_choice: Person) -> None:
    assert at_the_choice.open("/choix-du-compte").path == "/compte"
    plain = begin_journey(at_the_choice, scope="openid email", prompt="login")
    assert at_the_choice.open(f"/choix-du-compte?journey={plain}").path == "/connexion"
