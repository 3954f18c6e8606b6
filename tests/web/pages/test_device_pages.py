"""`/appareil` and `/approbation`: from a code on another screen to an answer."""

from collections.abc import Callable

import pytest

from idp.protocol.errors import AccessDeniedError
from tests.conftest import Parent
from tests.polling_party import DeviceParty, device_party
from tests.relying_party import RelyingParty
from tests.web.pages.person import Person
from tests.web_application import answer_to


@pytest.fixture
def device(relying_party: RelyingParty) -> DeviceParty:
    """A television in the person's room."""
    return device_party(relying_party)


@pytest.fixture
def at_the_question(person: Person, parent: Parent) -> Callable[..., Person]:
    """Somebody who typed the code and signed in."""

    def arrive(user_code: str) -> Person:
        person.open("/appareil").send(user_code=user_code)
        return person.send(address=parent.address, password=parent.password)

    return arrive


def test_typing_the_code_and_signing_in_leads_to_the_question(
    at_the_question: Callable[..., Person], device: DeviceParty
) -> None:
    asked = device.ask()
    person = at_the_question(asked["user_code"].lower())
    assert person.path == "/approbation"
    assert asked["user_code"] in person.text
    assert "Portail" in person.text
    assert "Si quelqu’un vous a envoyé ce code" in person.text
    assert "votre adresse courriel" in person.text
    person.send(action="accept")
    assert "C’est fait" in person.text
    assert device.poll(asked["device_code"])["id_token"]
    # The answer is shown again to who comes back, and cannot be given twice.
    assert "C’est fait" in person.open(person.where).text
    person.send(action="refuse")
    assert "C’est fait" in person.text


def test_saying_no_is_told_to_the_device(
    at_the_question: Callable[..., Person], device: DeviceParty
) -> None:
    asked = device.ask()
    person = at_the_question(asked["user_code"]).send(action="refuse")
    assert "La demande est refusée" in person.text
    with pytest.raises(AccessDeniedError):
        device.poll(asked["device_code"])


def test_a_link_only_fills_the_code_in(person: Person, device: DeviceParty, parent: Parent) -> None:
    """RFC 8628 §5.4: a person presses the button, reads, and answers."""
    person.sign_in(parent.address, parent.password)
    asked = device.ask()
    person.open(asked["verification_uri_complete"].removeprefix("http://127.0.0.1:8000"))
    assert person.path == "/appareil"
    assert f'value="{asked["user_code"]}"' in person.text
    person.send(user_code=asked["user_code"])
    assert person.path == "/approbation"


def test_a_code_in_a_link_cannot_carry_a_page_along(person: Person) -> None:
    person.open("/appareil?user_code=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in person.text


def test_a_wrong_code_is_told_beside_the_field(person: Person) -> None:
    person.open("/appareil").send(user_code="BCDF-GHJK")
    assert person.codes == ["PRV-USER-CODE-UNKNOWN"]
    assert 'value="BCDF-GHJK"' in person.text
    person.send(user_code="BCDF")
    assert person.codes == ["PRV-USER-CODE-SHAPE"]


def test_another_site_cannot_send_the_answer(
    at_the_question: Callable[..., Person], device: DeviceParty
) -> None:
    asked = device.ask()
    person = at_the_question(asked["user_code"])
    form = person.form() | {"action": "accept"}
    answer = person.post(person.where, data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 303
    form["csrf"] = "forged"
    refused = person.post(person.where, data=form)
    assert answer_to(person.client, refused).status_code == 422
    assert person.open(person.where).path == "/approbation"
    assert "C’est fait" not in person.text


def test_a_request_that_is_too_old_says_where_to_start_again(
    at_the_question: Callable[..., Person], device: DeviceParty
) -> None:
    person = at_the_question(device.ask()["user_code"])
    device.provider.clock.advance(minutes=11)  # type: ignore[attr-defined]
    person.send(action="accept")
    assert "PRV-APPROVAL-GONE" in person.text


def test_no_page_offers_to_return_to_a_portal_that_is_elsewhere(
    person: Person, device: DeviceParty
) -> None:
    person.open("/appareil").send(user_code=device.ask()["user_code"])
    assert person.path == "/connexion"
    assert "Revenir au portail" not in person.text


def test_the_question_alone_leads_nowhere(person: Person) -> None:
    assert person.get("/approbation").headers["Location"] == "/compte"
