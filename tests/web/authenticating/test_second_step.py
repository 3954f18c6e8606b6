"""Who has an authenticator app comes in by no other factor alone, whichever the way."""

import re

import pytest

from idp.authenticators import Holder
from idp.clock import DAY, MINUTE
from idp.wiring import Provider
from tests.authenticators.device import Device
from tests.conftest import Parent, TestClock, make_parent
from tests.databases import on_one_database
from tests.web.authenticating.conftest import add_app, add_passkey, answer, step_code
from tests.web.pages.person import Person

NEW = "un violon dort sous la neige"


def signed_in(person: Person) -> bool:
    return person.get("/compte").status_code == 200


def pending(person: Person) -> str:
    found = re.search(r'name="etape" value="([^"]+)"', person.text)
    assert found is not None
    return found[1]


def sign_out(person: Person) -> None:
    person.open("/compte").send("/deconnexion")
    person.client.delete_cookie("parvis-session", domain="localhost")
    assert not signed_in(person)


def test_a_password_alone_does_not_open_an_account_with_an_app(
    person: Person, parent: Parent, clock: TestClock, journey: str
) -> None:
    person.sign_in(parent.address, parent.password)
    secret, codes = add_app(person, clock)
    assert len(codes) == 10
    sign_out(person)

    person.sign_in(parent.address, parent.password, journey=journey)
    assert person.path == "/deuxieme-etape"
    assert not signed_in(person)
    etape = pending(person)
    person.send(code="000000", etape=etape)
    assert person.shown.status_code == 422
    assert "PRV-SECOND-FACTOR-WRONG" in person.codes
    person.send(code=step_code(person.provider, secret), etape=etape)
    assert person.shown.headers["Location"].startswith("https://portal.example.org/cb?code=")
    with person.provider.database.reading() as tx:
        (session,) = person.provider.directory.sessions.of_account(tx, parent.account.id)
    assert (session.amr, session.acr) == (("pwd", "otp", "mfa"), "urn:parvis:acr:two-factors")


@on_one_database
def test_the_second_step_leads_back_to_where_the_sign_in_was_asked_for(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    person.sign_in(parent.address, parent.password)
    _, codes = add_app(person, clock)
    sign_out(person)
    person.sign_in(parent.address, parent.password, return_to="/compte/sessions")
    person.send(code=codes[0], etape=pending(person), return_to="/compte/sessions")
    assert person.path == "/compte/sessions"
    assert signed_in(person)
    person.open("/compte/application")
    assert "9 codes" in person.text


@on_one_database
def test_the_second_step_is_of_no_use_in_another_browser_or_twice(
    person: Person, thief: Person, parent: Parent, clock: TestClock
) -> None:
    person.sign_in(parent.address, parent.password)
    _, codes = add_app(person, clock)
    sign_out(person)
    person.sign_in(parent.address, parent.password)
    etape = pending(person)
    thief.open("/connexion").send("/deuxieme-etape", code=codes[0], etape=etape)
    assert thief.path == "/connexion"
    assert thief.codes == ["PRV-HALFWAY-OVER"]
    person.send(code=codes[1], etape=etape)
    assert signed_in(person)
    sign_out(person)
    person.open("/connexion").send("/deuxieme-etape", code=codes[2], etape=etape)
    assert not signed_in(person)


@on_one_database
def test_a_code_by_mail_changes_the_password_and_does_not_come_in(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    person.sign_in(parent.address, parent.password)
    secret, _ = add_app(person, clock)
    device = Device()
    add_passkey(person, device)
    sign_out(person)
    person.open("/mot-de-passe-oublie").send(address=parent.address)
    person.send(code=person.email_code).send(password=NEW)
    assert person.path == "/deuxieme-etape"
    assert not signed_in(person)
    person.send(code=step_code(person.provider, secret), etape=pending(person))
    assert signed_in(person)
    sign_out(person)
    answer(person.open("/connexion"), device)
    assert signed_in(person)


@on_one_database
def test_who_is_halfway_with_the_former_password_does_not_go_on(
    person: Person, thief: Person, parent: Parent, clock: TestClock
) -> None:
    person.sign_in(parent.address, parent.password)
    _, codes = add_app(person, clock)
    thief.sign_in(parent.address, parent.password)
    etape = pending(thief)
    person.open("/compte/mot-de-passe").send(current_password=parent.password, password=NEW)
    thief.send(code=codes[0], etape=etape)
    assert thief.codes == ["PRV-HALFWAY-OVER"]
    assert not signed_in(thief)


@on_one_database
def test_the_app_can_be_changed_its_codes_renewed_and_both_taken_away(
    person: Person, parent: Parent, clock: TestClock, provider: Provider, holder: Holder
) -> None:
    person.sign_in(parent.address, parent.password)
    former, codes = add_app(person, clock)
    person.open("/compte/application").send(action="renew")
    new_codes = re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>", person.text)
    assert not set(codes) & set(new_codes)
    assert len(new_codes) == 10
    person.open("/compte/application").send(action="begin")
    person.send("/compte/application", action="confirm", code="000000")
    assert person.codes == ["PRV-APP-CODE-WRONG"]
    person.send("/compte/application", action="cancel")
    secret, _ = add_app(person, clock)
    assert secret != former
    person.open("/compte/application").send(action="remove")
    with provider.database.reading() as tx:
        assert not provider.directory.authenticators.second_factor.is_due(tx, holder)
    assert "retirés" in person.text


@on_one_database
@pytest.mark.parametrize("path", ["/compte/application", "/compte/cles-acces"])
def test_changes_ask_for_a_recent_sign_in(
    person: Person, parent: Parent, clock: TestClock, path: str, provider: Provider, holder: Holder
) -> None:
    person.open(path)
    assert person.path == "/connexion"
    person.sign_in(parent.address, parent.password)
    clock.advance(minutes=16)
    person.send(path, action="begin")
    assert person.path == "/connexion"
    with provider.database.reading() as tx:
        assert provider.directory.authenticators.apps.pending(tx, holder, "z") is None


@on_one_database
def test_opening_pages_changes_nothing(person: Person, parent: Parent, provider: Provider) -> None:
    person.sign_in(parent.address, parent.password)
    add_passkey(person, Device())
    person.open("/compte/application").send(action="begin")

    def everything() -> list[str]:
        connection = provider.database.engine.raw_connection()
        driver = connection.driver_connection
        assert driver is not None
        lines = list(driver.iterdump())
        connection.close()
        return lines

    before = everything()
    for path in ("/connexion", "/compte/cles-acces", "/compte/application"):
        person.get(f"{path}?action=remove&id=1")
    assert everything() == before


@on_one_database
def test_a_closed_account_is_offered_again_only_after_the_second_step(
    person: Person, parent: Parent, provider: Provider, clock: TestClock
) -> None:
    person.sign_in(parent.address, parent.password)
    secret, _ = add_app(person, clock)
    device = Device()
    add_passkey(person, device)
    with provider.database.writing() as tx:
        erase_at = clock.seconds() + 30 * DAY
        provider.directory.accounts.close(tx, parent.account.id, erase_at=erase_at)
    person.client.delete_cookie("parvis-session", domain="localhost")
    answer(person.open("/connexion"), device)
    assert person.path == "/reouverture"
    person.sign_in(parent.address, parent.password)
    assert person.path == "/deuxieme-etape"
    person.send(code=step_code(provider, secret), etape=pending(person))
    assert person.path == "/reouverture"
    assert not signed_in(person)
    offer = re.search(r'name="offre" value="([^"]+)"', person.text)
    assert offer is not None
    person.send(offre=offer[1])
    assert signed_in(person)


@on_one_database
def test_recovery_codes_are_shown_by_one_page_for_ten_minutes_to_their_owner(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    person.sign_in(parent.address, parent.password)
    _, codes = add_app(person, clock)
    shown_at = person.where

    assert codes[0] in person.open(shown_at).text
    assert codes[0] not in person.open("/compte/application").text
    clock.advance(10 * MINUTE)
    assert codes[0] not in person.open(shown_at).text


@on_one_database
def test_recovery_codes_are_shown_to_nobody_who_signs_in_next(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    other = make_parent(person.provider, "jean.roy@exemple.quebec")
    person.sign_in(parent.address, parent.password)
    _, codes = add_app(person, clock)
    shown_at = person.where
    sign_out(person)
    person.sign_in(other.address, other.password)

    assert signed_in(person)
    assert codes[0] not in person.open(shown_at).text
