"""`/demande`: from a message to the question of a portal."""

import pytest

from idp.journeys.steps import APPROVE
from tests.conftest import Parent
from tests.relying_party import RelyingParty
from tests.specifications.test_ciba import Counter, counter_of
from tests.web.pages.person import Person


@pytest.fixture
def counter(relying_party: RelyingParty, parent: Parent) -> Counter:
    """A school's counter."""
    return counter_of(relying_party, parent)


def link_of(counter: Counter) -> str:
    letter = counter.letters[-1]
    return letter[letter.index("/demande?ref=") :].split()[0]


def test_the_link_leads_over_the_sign_in_to_the_question(
    person: Person, counter: Counter, parent: Parent
) -> None:
    asked = counter.ask(binding_message="Comptoir 4")
    person.open(link_of(counter))
    assert person.path == "/connexion"
    person.send(address=parent.address, password=parent.password)
    assert person.path == APPROVE.path
    assert "Comptoir 4" in person.text
    assert "Si quelqu’un vous demande d’accepter" in person.text
    person.send(action="accept")
    assert "C’est fait" in person.text
    assert counter.poll(asked["auth_req_id"])["id_token"]
    assert "PRV-APPROVAL-GONE" in person.open(link_of(counter)).text


@pytest.mark.parametrize("ref", ["", "x", "%00", "%ff", "a" * 5_000])
def test_a_link_that_leads_nowhere_says_where_to_start_again(person: Person, ref: str) -> None:
    answer = person.get(f"/demande?ref={ref}")
    assert answer.status_code == 400
    assert "PRV-APPROVAL-GONE" in answer.get_data(as_text=True)
