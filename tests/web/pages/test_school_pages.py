"""The child page, the page that explains, and the consent page."""

import json
import re

import pytest
from msgspec.structs import replace

from idp.clients import LanguagePolicy, MatchPolicy
from idp.clock import DAY
from idp.ids import ClientId
from tests.conftest import Parent, Portal, TestClock, register
from tests.registry.conftest import Import, import_lines, line
from tests.web.conftest import ask, begin_journey
from tests.web.pages.person import Person

__all__ = ["import_lines"]


@pytest.fixture
def at_child_page(person: Person, parent: Parent, journey: str, import_lines: Import) -> Person:
    """A parent who signed in, and whose child is on file."""
    import_lines([line(), line("2234567", "autre@exemple.quebec", code="")])
    return person.sign_in(parent.address, parent.password, journey=journey)


def test_a_number_that_matches_leads_back_to_the_portal(at_child_page: Person) -> None:
    at_child_page.send(number=" 123-45 67 ")

    location = at_child_page.shown.headers["Location"]
    assert location.startswith("https://portal.example.org/cb?")
    assert "code=" in location
    assert "state=a-state" in location


def test_a_number_that_does_not_match_says_what_was_compared(
    at_child_page: Person, parent: Parent
) -> None:
    at_child_page.send(organisation="887000", number="2234567")

    assert at_child_page.shown.status_code == 422
    assert at_child_page.codes == ["PRV-CHILD-NO-MATCH"]
    assert parent.address in at_child_page.text
    assert 'value="2234567"' in at_child_page.text
    assert "autre@exemple.quebec" not in at_child_page.text
    assert at_child_page.send(organisation="887000", number="1234567").shown.status_code == 303


def test_the_board_is_asked_for_when_a_number_leaves_a_doubt_and_never_before(
    at_child_page: Person, import_lines: Import
) -> None:
    for board in ("888000", "889000"):
        import_lines([line("3234567", organisation=board, code=""), line(organisation=board)])
    assert "<select" not in at_child_page.text
    assert "<select" not in at_child_page.send(number="2234567").text
    at_child_page.send(number="3234567")
    assert at_child_page.codes == ["PRV-CHILD-BOARD"]
    boards = re.findall(r'<option value="(\d+)"', at_child_page.text)
    assert boards == ["887000", "888000", "889000"]
    assert 'value="3234567"' in at_child_page.text
    assert at_child_page.send(organisation="888000", number="3234567").shown.status_code == 303


def test_another_address_is_proven_on_the_way_and_leads_back_to_the_child(
    at_child_page: Person, journey: str
) -> None:
    at_child_page.confirm().open(f"/compte/adresses?journey={journey}")
    at_child_page.send(action="add", address="autre@exemple.quebec")
    at_child_page.send(code=at_child_page.email_code)

    assert at_child_page.path == "/enfant"
    assert "autre@exemple.quebec" in at_child_page.text
    assert at_child_page.send(organisation="887000", number="2234567").shown.status_code == 303


def test_a_portal_that_requires_a_child_lets_nobody_skip(at_child_page: Person) -> None:
    assert at_child_page.send(action="skip", organisation="887000").path == "/enfant"


def test_a_portal_that_only_informs_lets_the_parent_skip(
    person: Person, parent: Parent, portal: Portal, import_lines: Import
) -> None:
    import_lines([line()])
    register(person.provider, replace(portal.client, match_policy=MatchPolicy.INFORM))
    person.sign_in(parent.address, parent.password, journey=begin_journey(person))

    person.send(action="skip")

    assert "code=" in person.shown.headers["Location"]


def test_who_passed_the_child_over_is_offered_it_again_after_a_month(
    person: Person, parent: Parent, portal: Portal, import_lines: Import, clock: TestClock
) -> None:
    import_lines([line()])
    informed = replace(portal.client, match_policy=MatchPolicy.INFORM)
    register(person.provider, informed)
    assert "code=" in _silently(person, parent), "prompt=none is answered before any offer"
    person.open(f"/continuer?journey={begin_journey(person)}")
    assert person.path == "/enfant"
    person.send(action="skip")
    register(person.provider, replace(informed, id=ClientId("other")))
    for client_id in ("portal", "other"):
        assert "code=" in ask(person, client_id=client_id)
    clock.advance(30 * DAY - 1)
    person.sign_in(parent.address, parent.password, journey=begin_journey(person))
    assert "code=" in person.shown.headers["Location"]
    clock.advance(1)
    person.open(f"/continuer?journey={begin_journey(person)}")
    assert person.path == "/enfant"
    assert "code=" in ask(person, prompt="none")


def _silently(person: Person, parent: Parent) -> str:
    """Sign in where no child is asked for, and return what `prompt=none` then gets."""
    person.sign_in(parent.address, parent.password, journey=begin_journey(person, scope="openid"))
    return ask(person, prompt="none")


def test_whose_address_left_the_file_is_told_and_may_turn_back(
    at_child_page: Person, parent: Parent, import_lines: Import
) -> None:
    at_child_page.send(organisation="887000", number="1234567")
    import_lines([line(address="autre@exemple.quebec")])

    at_child_page.open(f"/continuer?journey={begin_journey(at_child_page)}")
    assert at_child_page.path == "/acces"
    assert parent.address in at_child_page.text

    at_child_page.send(action="back")
    location = at_child_page.shown.headers["Location"]
    assert location.startswith("https://portal.example.org/cb?")
    assert "error=access_denied" in location


def test_a_portal_that_asks_is_given_what_the_parent_agrees_to_once(
    person: Person, parent: Parent, portal: Portal
) -> None:
    register(person.provider, replace(portal.client, asks_consent=True))
    person.sign_in(parent.address, parent.password, journey=begin_journey(person, scope="openid"))
    assert person.path == "/consentement"

    person.send(action="accept")
    assert "code=" in person.shown.headers["Location"]

    assert "code=" in ask(person, scope="openid")


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_portal_s_policy_and_terms_are_one_step_away(
    person: Person, parent: Parent, portal: Portal, locale: str
) -> None:
    names = {
        "policy_uri": "https://portal.example.org/p",
        "tos_uri": "https://portal.example.org/t",
    }
    client = replace(
        portal.client,
        asks_consent=True,
        branding=replace(portal.client.branding, **names),
        localized=json.dumps({"policy_uri#en-CA": "https://portal.example.org/p/en"}),
        language_policy=LanguagePolicy.BILINGUAL,
    )
    register(person.provider, client)
    journey = begin_journey(person, scope="openid", ui_locales=locale)
    shown = [person.get(f"/connexion?journey={journey}")]
    shown.append(person.sign_in(parent.address, parent.password, journey=journey).shown)
    assert person.path == "/consentement"
    policy = f"{names['policy_uri']}{'/en' if locale == 'en' else ''}"
    for page in shown:
        html = page.get_data(as_text=True)
        assert f'href="{policy}"' in html
        assert f'href="{names["tos_uri"]}"' in html


def test_a_refusal_is_told_to_the_portal(person: Person, parent: Parent, portal: Portal) -> None:
    register(person.provider, replace(portal.client, asks_consent=True))
    person.sign_in(parent.address, parent.password, journey=begin_journey(person, scope="openid"))

    person.send(action="refuse")

    assert "error=access_denied" in person.shown.headers["Location"]
