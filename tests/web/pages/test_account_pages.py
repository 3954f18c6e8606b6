"""One's own account."""

import pytest

from idp.clock import MINUTE
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent, TestClock
from tests.journeys.people import NEW_PASSWORD
from tests.web.pages.person import Person


def test_an_address_is_added_by_a_code_and_may_be_removed(person: Person, parent: Parent) -> None:
    person.sign_in(parent.address, parent.password).confirm().open("/compte/adresses")
    person.send(action="add", address="seconde@exemple.quebec")
    person.send(code=person.email_code)
    assert person.path == "/compte/adresses"
    assert "seconde@exemple.quebec" in person.text

    with person.provider.database.reading() as tx:
        both = person.provider.directory.addresses.of_account(tx, parent.account.id)
    first = next(each for each in both if each.address.normal == parent.address)
    person.send(action="remove", id=first.id)
    assert person.path == "/compte/adresses/retrait"
    person.send(action="code", adresse=first.id).send(code=person.email_code)

    with person.provider.database.reading() as tx:
        (left,) = person.provider.directory.addresses.of_account(tx, parent.account.id)
    assert left.address.normal == "seconde@exemple.quebec"
    assert messages_in_outbox(person.provider, "address_removed")


def test_the_last_address_stays(person: Person, parent: Parent) -> None:
    person.sign_in(parent.address, parent.password).open("/compte/adresses")
    with person.provider.database.reading() as tx:
        (only,) = person.provider.directory.addresses.of_account(tx, parent.account.id)

    assert person.send(action="remove", id=only.id).codes == ["PRV-ADDRESS-LAST"]


def test_changing_addresses_needs_a_recent_password_and_leads_back(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    person.sign_in(parent.address, parent.password)
    clock.advance(16 * MINUTE)

    person.open("/compte/adresses")
    assert person.path == "/connexion"
    assert f'value="{parent.address}"' in person.text
    assert "return_to" in person.where
    person.send(address=parent.address, password=parent.password)

    assert person.path == "/compte/adresses"


def test_a_new_password_needs_the_current_one(person: Person, parent: Parent) -> None:
    person.sign_in(parent.address, parent.password).open("/compte/mot-de-passe")

    person.send(current_password="pas le bon", password=NEW_PASSWORD)

    assert person.codes == ["PRV-CURRENT-PASSWORD-WRONG"]
    assert NEW_PASSWORD not in person.text


def test_a_new_password_signs_other_browsers_out_and_this_one_stays(
    person: Person, neighbour: Person, parent: Parent
) -> None:
    neighbour.sign_in(parent.address, parent.password)
    person.sign_in(parent.address, parent.password).open("/compte/mot-de-passe")

    person.send(current_password=parent.password, password=NEW_PASSWORD)

    assert person.path == "/compte"
    assert neighbour.open("/compte").path == "/connexion"
    assert messages_in_outbox(person.provider, "password_changed")


@pytest.mark.parametrize("remember", ["", "on"])
def test_a_copy_of_the_cookie_opens_nothing_after_a_new_password(
    person: Person, neighbour: Person, parent: Parent, remember: str
) -> None:
    person.open("/connexion")
    person.send(address=parent.address, password=parent.password, remember=remember)
    name, host = "parvis-session", "127.0.0.1"
    copied = person.client.get_cookie(name, domain=host)
    assert copied is not None
    neighbour.client.set_cookie(name, copied.value, domain=host)
    assert neighbour.open("/compte").path == "/compte"

    person.open("/compte/mot-de-passe")
    person.send(current_password=parent.password, password=NEW_PASSWORD)

    assert neighbour.open("/compte").path == "/connexion"
    assert person.open("/compte").path == "/compte"
    renewed = person.client.get_cookie(name, domain=host)
    assert renewed is not None
    assert renewed.max_age == copied.max_age


def test_the_password_of_now_is_no_new_one(person: Person, parent: Parent) -> None:
    person.sign_in(parent.address, parent.password).open("/compte/mot-de-passe")
    person.send(current_password=parent.password, password=parent.password)
    assert person.codes == ["PRV-PASSWORD-SAME"]


def test_one_session_is_ended_from_another(
    person: Person, neighbour: Person, parent: Parent
) -> None:
    neighbour.sign_in(parent.address, parent.password)
    person.sign_in(parent.address, parent.password).open("/compte/sessions")
    with person.provider.database.reading() as tx:
        sessions = person.provider.directory.sessions.of_account(tx, parent.account.id)
    token = person.client.get_cookie("parvis-session", domain="127.0.0.1")
    assert token is not None
    with person.provider.database.reading() as tx:
        mine = person.provider.directory.sessions.find(tx, token.value)
    assert mine is not None
    (other,) = [each for each in sessions if each.sid != mine.sid]

    person.send(action="end", sid=other.sid)

    assert neighbour.open("/compte").path == "/connexion"
    assert person.open("/compte").path == "/compte"


def test_all_other_sessions_are_ended_at_once(
    person: Person, neighbour: Person, parent: Parent
) -> None:
    neighbour.sign_in(parent.address, parent.password)
    person.sign_in(parent.address, parent.password).open("/compte/sessions")

    person.send(action="end_others")

    assert neighbour.open("/compte").path == "/connexion"
    assert person.open("/compte").path == "/compte"


def test_another_account_s_session_cannot_be_ended(
    person: Person, neighbour: Person, parent: Parent
) -> None:
    person.sign_in(parent.address, parent.password)
    with person.provider.database.reading() as tx:
        (session,) = person.provider.directory.sessions.of_account(tx, parent.account.id)
    neighbour.sign_up("autre@exemple.quebec", NEW_PASSWORD).open("/compte/sessions")

    neighbour.send(action="end", sid=session.sid)

    assert person.open("/compte").path == "/compte"


def test_signing_out_ends_the_session_itself(person: Person, parent: Parent) -> None:
    person.sign_in(parent.address, parent.password)
    token = person.client.get_cookie("parvis-session", domain="127.0.0.1")
    assert token is not None

    person.open("/deconnexion").send()

    assert person.path == "/deconnexion"
    with person.provider.database.reading() as tx:
        assert person.provider.directory.sessions.find(tx, token.value) is None
