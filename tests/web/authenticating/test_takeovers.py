"""What a thief who knew the password for an hour keeps once the owner recovered: nothing.

The thief comes from a browser that the account does not know, or sits at one that it knows. Each of
these began as an experiment that the thief won (docs/decisions/0020).
"""

import pytest

from tests.authenticators.device import Device, Lies
from tests.conftest import Parent, TestClock
from tests.databases import on_one_database
from tests.journeys.people import NEW_PASSWORD
from tests.web.authenticating.conftest import ISSUER, answer, asked, step_code
from tests.web.pages.person import Person

THEIRS = "pirate@ailleurs.exemple"


@pytest.fixture(params=["unknown", "known"])
def intruder(
    request: pytest.FixtureRequest, thief: Person, parent: Parent, clock: TestClock
) -> Person:
    """Somebody who knows the password, signed in."""
    if request.param == "known":
        thief.sign_in(parent.address, parent.password).confirm()
        clock.advance(minutes=40)
    return thief.sign_in(parent.address, parent.password)


def sign_out(person: Person) -> None:
    person.client.delete_cookie("parvis-session", domain="localhost")


def recover(person: Person, address: str) -> Person:
    """Recover by a code that the mailbox of `address` receives."""
    person.open("/mot-de-passe-oublie").send(address=address)
    person.send(code=person.email_code)
    return person.send(password=NEW_PASSWORD) if person.path == "/nouveau-mot-de-passe" else person


def change(person: Person, old: str, new: str) -> None:
    person.open("/compte/mot-de-passe").send(current_password=old, password=new)


def add_passkey(person: Person) -> Device | None:
    """Add a passkey, as far as the pages go."""
    device = Device()
    if "data-options" not in person.open("/compte/cles-acces").text:
        return None
    challenge, options = asked(person)
    response = device.create(options, Lies(origin=ISSUER))
    person.send(action="passkey", challenge=challenge, response=response, label="À moi")
    return device


def add_app(person: Person) -> None:
    person.open("/compte/application").send(action="begin")
    secret = person.text.partition('class="secret">')[2].partition("<")[0].replace(" ", "")
    if secret:
        code = step_code(person.provider, secret)
        person.send("/compte/application", action="confirm", code=code)


def add_address(person: Person) -> None:
    person.open("/compte/adresses").send(action="add", address=THEIRS)
    if person.path == "/code":
        person.send(code=person.email_code)


def remove_address(person: Person, parent: Parent) -> None:
    """Ask for what takes the owner's address away, without its mailbox."""
    with person.provider.database.reading() as tx:
        found = person.provider.directory.addresses.of_account(tx, parent.account.id)
    (mine,) = [each for each in found if each.address.normal == parent.address]
    person.open("/compte/adresses").send(action="remove", id=mine.id)
    if person.path == "/compte/adresses/retrait":
        person.send(action="later", adresse=mine.id)


def test_a_thief_s_passkey_and_app_end_with_the_recovery(
    person: Person, intruder: Person, parent: Parent, clock: TestClock
) -> None:
    device = add_passkey(intruder)
    add_app(intruder)
    clock.advance(minutes=20)

    recover(person, parent.address)

    # Nobody is asked for the thief's app; what was added is shown, and opens nothing.
    assert person.path == ("/compte/ajouts-recents" if device else "/compte")
    assert intruder.open("/compte").path == "/connexion"
    if device:
        answer(intruder.open("/connexion"), device)
        assert intruder.codes == ["PRV-PASSKEY-SUSPENDED"]


def test_a_thief_s_address_recovers_nothing(
    person: Person, intruder: Person, parent: Parent, clock: TestClock
) -> None:
    add_address(intruder)
    sign_out(intruder)
    clock.advance(minutes=20)
    recover(intruder, THEIRS)
    assert intruder.path in {"/adresse-recente", "/compte-absent"}
    clock.advance(minutes=60)
    recover(person, parent.address)
    clock.advance(minutes=60)

    recover(intruder, THEIRS)

    assert intruder.path in {"/adresse-recente", "/compte-absent"}
    assert parent.address not in intruder.text
    assert intruder.open("/compte").path == "/connexion"
    assert intruder.sign_in(THEIRS, NEW_PASSWORD).codes == ["PRV-SIGN-IN-WRONG"]


def test_a_thief_takes_no_address_away_from_its_owner(
    person: Person, intruder: Person, parent: Parent, clock: TestClock
) -> None:
    add_address(intruder)
    remove_address(intruder, parent)
    clock.advance(minutes=20)

    recover(person, parent.address)

    clock.advance(minutes=60 * 24 * 8)
    person.provider.closing.due_removals.carry_out(9)
    person.sign_in(parent.address, NEW_PASSWORD)
    assert person.open("/compte").path == "/compte"
    assert parent.address in person.text


@pytest.mark.parametrize("rounds", [1, 4])
def test_a_thief_who_changes_the_password_blocks_no_recovery(
    person: Person, thief: Person, parent: Parent, clock: TestClock, rounds: int
) -> None:
    thief.sign_in(parent.address, parent.password)
    person.open("/mot-de-passe-oublie").send(address=parent.address)
    old = parent.password
    for number in range(rounds):
        new = f"{NEW_PASSWORD} {number} fois"
        change(thief, old, new)
        clock.advance(minutes=1)
        old = new
    person.send(code=person.email_code)
    change(thief, old, "encore un autre secret bleu")

    person.send(password=NEW_PASSWORD)

    assert person.codes == []
    assert person.open("/compte").path == "/compte"
    assert thief.open("/compte").path == "/connexion"


def test_a_thief_who_closes_the_account_blocks_no_recovery(
    person: Person, thief: Person, parent: Parent
) -> None:
    thief.sign_in(parent.address, parent.password)
    person.open("/mot-de-passe-oublie").send(address=parent.address)
    person.send(code=person.email_code)
    thief.open("/compte/fermeture").send(understood="yes")

    person.send(password=NEW_PASSWORD)

    assert person.path == "/reouverture"


def test_a_secret_that_a_thief_drew_for_an_app_is_not_shown_to_the_owner(
    person: Person, intruder: Person, parent: Parent
) -> None:
    intruder.open("/compte/application").send(action="begin")

    recover(person, parent.address).confirm()

    assert 'class="secret">' not in person.open("/compte/application").text


@on_one_database
def test_a_secret_that_a_thief_drew_is_shown_in_no_other_browser(
    person: Person, thief: Person, parent: Parent, clock: TestClock
) -> None:
    thief.sign_in(parent.address, parent.password).confirm()
    clock.advance(minutes=1)
    person.sign_in(parent.address, parent.password).confirm()
    assert 'class="secret">' in thief.open("/compte/application").send(action="begin").text

    assert 'class="secret">' not in person.open("/compte/application").text
    person.send("/compte/application", action="confirm", code="123456")
    assert person.codes == ["PRV-APP-OVER"]


def test_codes_that_a_thief_asks_for_inside_the_account_use_up_no_recovery(
    person: Person, thief: Person, parent: Parent, clock: TestClock
) -> None:
    thief.sign_in(parent.address, parent.password)
    for _ in range(12):
        thief.open("/compte/preuve?return_to=/compte/sessions")
        address_id = thief.text.partition('name="id" value="')[2].partition('"')[0]
        thief.send(id=address_id)
        clock.advance(minutes=1)
        thief.send(code="0000 0000")

    recover(person, parent.address)

    assert person.path == "/compte"
