"""`/compte/renseignements`, at a browser."""

import html
import re

import pytest

from idp.accounts import Details
from idp.clock import MINUTE
from tests.accounts.test_details import TOLD, keep, kept
from tests.conftest import Parent, TestClock
from tests.web.pages.person import Person

PAGE = "/compte/renseignements"
TYPED = {
    "given_name": " Marie-Ève",
    "family_name": "Tremblay ",
    "phone_number": "(514) 555-0199",
    "street_address": "1187, rue des Érables",
    "locality": "Montréal",
    "region": "Québec",
    "postal_code": "h2x1y4",
    "country": "Canada",
}


@pytest.fixture
def at_home(person: Person, parent: Parent) -> Person:
    """A parent who is signed in."""
    return person.sign_in(parent.address, parent.password)


def value_of(person: Person, name: str) -> str:
    """Return what stands in a field of the open page."""
    found = re.search(rf'<input id="{name}"[^>]* value="([^"]*)"', person.text)
    return html.unescape(found[1]) if found else ""


def test_the_account_leads_there_and_details_are_kept_in_their_forms(
    at_home: Person, parent: Parent
) -> None:
    assert f'href="{PAGE}"' in at_home.open("/compte").text
    at_home.open(PAGE).send(**TYPED)
    assert at_home.path == "/compte"
    assert "Vos renseignements sont enregistrés." in at_home.text
    assert kept(at_home.provider, parent.account.id).details == TOLD

    at_home.open(PAGE)
    assert value_of(at_home, "phone_number") == "514 555-0199"
    assert value_of(at_home, "postal_code") == "H2X 1Y4"


def test_everything_is_optional_and_an_empty_field_erases(at_home: Person, parent: Parent) -> None:
    keep(at_home.provider, parent.account.id, TOLD)
    at_home.open(PAGE).send(given_name="Marie-Ève")
    assert kept(at_home.provider, parent.account.id).details == Details(given_name="Marie-Ève")
    at_home.open(PAGE).send()
    assert kept(at_home.provider, parent.account.id).updated_at is None


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("given_name", "<script>alert(1)</script>", "PRV-NAME-LETTERS"),
        ("family_name", "https://exemple.quebec", "PRV-NAME-LETTERS"),
        ("phone_number", "555-0199", "PRV-PHONE-SHAPE"),
        ("street_address", "rue " * 40, "PRV-DETAIL-LONG"),
        ("locality", "Mont\ue000réal", "PRV-DETAIL-SIGN"),
        ("region", "\x1b[31mQuébec", "PRV-DETAIL-SIGN"),
        ("postal_code", "H2X 1Y", "PRV-POSTAL-CODE-SHAPE"),
        ("country", "C" * 101, "PRV-DETAIL-LONG"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_nothing_typed_is_lost(
    at_home: Person, parent: Parent, field: str, typed: str, code: str
) -> None:
    keep(at_home.provider, parent.account.id, TOLD)
    at_home.open(PAGE).send(**TYPED | {field: typed})
    assert at_home.shown.status_code == 422
    assert at_home.codes == [code]
    assert f'id="{field}-error"' in at_home.text
    assert value_of(at_home, field) == typed
    assert value_of(at_home, "family_name" if field != "family_name" else "locality")
    assert kept(at_home.provider, parent.account.id).details == TOLD


def test_it_is_shown_after_a_recent_password_only(
    at_home: Person, parent: Parent, clock: TestClock
) -> None:
    keep(at_home.provider, parent.account.id, TOLD)
    clock.advance(16 * MINUTE)
    assert at_home.open(PAGE).path == "/connexion"
    assert TOLD.street_address not in at_home.text
    at_home.send(address=parent.address, password=parent.password)
    assert at_home.path == PAGE


def test_a_form_that_was_filled_in_slowly_is_kept_through_a_proof_of_identity(
    at_home: Person, parent: Parent, clock: TestClock
) -> None:
    at_home.open(PAGE)
    clock.advance(16 * MINUTE)
    at_home.send(**TYPED)
    assert at_home.path == "/connexion"
    assert kept(at_home.provider, parent.account.id).updated_at is None
    at_home.send(address=parent.address, password=parent.password)
    assert at_home.path == PAGE
    assert at_home.codes == []
    assert {name: value_of(at_home, name) for name in TYPED} == TYPED
    assert kept(at_home.provider, parent.account.id).updated_at is None
    at_home.send(**TYPED)
    assert kept(at_home.provider, parent.account.id).details == TOLD


def test_a_session_that_was_left_open_erases_nothing(
    at_home: Person, parent: Parent, clock: TestClock
) -> None:
    keep(at_home.provider, parent.account.id, TOLD)
    at_home.open(PAGE)
    clock.advance(16 * MINUTE)
    at_home.send()
    assert at_home.path == "/connexion"
    assert kept(at_home.provider, parent.account.id).details == TOLD


def test_nobody_else_reads_or_writes_them(person: Person, neighbour: Person) -> None:
    assert person.open(PAGE).path == "/connexion"
    neighbour.open("/connexion")
    answer = neighbour.post(PAGE, data=neighbour.form() | TYPED)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/connexion")


def test_a_form_of_another_site_changes_nothing(at_home: Person, parent: Parent) -> None:
    at_home.open(PAGE).send(**TYPED | {"csrf": "forged"})
    assert at_home.codes == ["PRV-FORM-STALE"]
    assert kept(at_home.provider, parent.account.id).updated_at is None
