"""`/compte/fermeture`, at a browser: closed at once, reopened in time, and erased in the end."""

import re

import pytest

from idp.accounts import Details
from idp.clock import DAY, MINUTE
from idp.protocol.errors import InvalidGrantError
from idp.storage import ActingTransaction, Statement
from idp.wiring import Provider
from idp.worker import Erasure
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent, TestClock
from tests.journeys.people import NEW_PASSWORD
from tests.relying_party import RelyingParty
from tests.web.pages.person import Person

PAGE = "/compte/fermeture"
STATE = Statement("SELECT closed_at, erase_at, password_hash FROM account WHERE id = :id")
KINDS = Statement("SELECT kind FROM audit_event WHERE subject = :id ORDER BY id")


def close(person: Person, parent: Parent) -> Person:
    return person.sign_in(parent.address, parent.password).open(PAGE).send(understood="1")


def offer_of(person: Person) -> dict[str, str]:
    found = re.search(r'name="offre" value="([^"]+)"', person.text)
    assert found is not None, person.text
    return {"offre": found[1]}


def kinds(provider: Provider, parent: Parent) -> list[str]:
    with provider.database.reading() as tx:
        return [row[0] for row in tx.rows(KINDS, id=parent.account.id)]


def test_closing_ends_everything_at_once_and_is_told_by_mail(
    person: Person, neighbour: Person, parent: Parent, relying_party: RelyingParty
) -> None:
    neighbour.sign_in(parent.address, parent.password)
    renewable = relying_party.tokens(scope="openid offline_access")["refresh_token"]
    close(person, parent)

    assert "Votre compte est fermé" in person.text
    assert "23 décembre 2026" in person.text
    assert person.open("/compte").path == neighbour.open("/compte").path == "/connexion"
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(renewable)
    (letter,) = messages_in_outbox(person.provider, "account_closed")
    assert "23 décembre 2026" in letter
    assert kinds(person.provider, parent)[-2:] == ["account_closed", "sessions_ended"]


def test_who_did_not_say_so_closes_nothing(person: Person, parent: Parent) -> None:
    person.sign_in(parent.address, parent.password).open(PAGE).send()
    assert person.codes == ["PRV-CLOSING-UNDERSTOOD"]
    assert person.open("/compte").path == "/compte"


def test_closing_needs_a_recent_password(person: Person, parent: Parent, clock: TestClock) -> None:
    person.sign_in(parent.address, parent.password).open(PAGE)
    clock.advance(16 * MINUTE)
    person.send(understood="1")
    assert person.path == "/connexion"
    assert "account_closed" not in kinds(person.provider, parent)


def test_whoever_signs_in_in_time_is_offered_to_reopen_and_nothing_else(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    close(person, parent)
    clock.advance(29 * DAY)

    person.sign_in(parent.address, parent.password)
    assert person.path == "/reouverture"
    assert person.get("/compte").headers["Location"].startswith("/connexion")
    person.send(**offer_of(person))

    assert person.path == "/compte"
    assert parent.address in person.text
    assert messages_in_outbox(person.provider, "account_reopened")
    assert kinds(person.provider, parent)[-2:] == ["account_reopened", "signed_in"]
    clock.advance(60 * DAY)
    assert person.provider.closing.erase_accounts.erase_due(10) == 0


def test_an_offer_is_good_in_one_browser_for_a_while_and_for_one_closing(
    person: Person, neighbour: Person, parent: Parent, clock: TestClock
) -> None:
    close(person, parent).sign_in(parent.address, parent.password)
    offer = offer_of(person)
    address = f"/reouverture?offre={offer['offre']}"

    assert neighbour.open(address).path == "/connexion"
    assert neighbour.open("/reouverture?offre=%C3%A9").path == "/connexion"
    person.send(**offer)
    clock.advance(1)
    person.open(PAGE).send(understood="1")
    person.open(address).send(**offer)
    assert person.codes == ["PRV-ACCOUNT-CLOSED"]
    clock.advance(16 * MINUTE)
    assert person.open(address).path == "/connexion"


def test_a_forgotten_password_is_replaced_on_the_way_to_reopening(
    person: Person, parent: Parent
) -> None:
    close(person, parent)
    person.open("/mot-de-passe-oublie").send(address=parent.address)
    person.send(code=person.email_code).send(password=NEW_PASSWORD)
    assert person.path == "/reouverture"
    # The new password was kept, and opens nothing by itself.
    person.sign_in(parent.address, NEW_PASSWORD)
    assert person.path == "/reouverture"
    assert person.send(**offer_of(person)).path == "/compte"


def test_a_disabled_account_is_not_reopened_by_its_owner(person: Person, parent: Parent) -> None:
    close(person, parent).sign_in(parent.address, parent.password)
    offer = offer_of(person)
    with person.provider.database.writing() as tx:
        person.provider.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
    assert person.send(**offer).codes == ["PRV-ACCOUNT-CLOSED"]
    assert person.sign_in(parent.address, parent.password).codes == ["PRV-ACCOUNT-CLOSED"]


def test_after_its_time_the_account_is_erased_and_its_address_is_free(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    provider = person.provider
    with provider.database.writing() as tx:
        provider.directory.details.keep(
            ActingTransaction(tx), parent.account.id, Details(given_name="Marie")
        )
    close(person, parent)
    erasure = Erasure(provider.closing.erase_accounts.erase_due, clock=clock)
    clock.advance(30 * DAY - 1)
    assert not erasure.run_once()
    clock.advance(DAY)
    assert erasure.run_once()
    assert not erasure.run_once()

    with provider.database.reading() as tx:
        closed_at, erase_at, password_hash = tx.row(STATE, id=parent.account.id) or (0, 0, 0)
    assert closed_at is not None
    assert (erase_at, password_hash) == (None, None)
    assert kinds(provider, parent)[-1] == "account_erased"
    assert person.sign_in(parent.address, parent.password).codes == ["PRV-SIGN-IN-WRONG"]
    assert person.sign_up(parent.address, NEW_PASSWORD).open("/compte").path == "/compte"
