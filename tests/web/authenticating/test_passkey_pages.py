"""Passkeys at the doors: signing in with one, on a journey and off, and the page of one's own."""

import json

import pytest

from idp.accounts.acr import ACR_PASSKEY, ACR_PASSWORD, ACR_TWO_FACTORS
from idp.authenticators import Holder
from idp.storage import Statement
from idp.wiring import Provider
from tests.authenticators.device import Device
from tests.conftest import Parent, TestClock, make_parent
from tests.databases import on_one_database
from tests.web.authenticating.conftest import add_passkey, answer, asked
from tests.web.conftest import ask
from tests.web.pages.person import Person


def labels(provider: Provider, holder: Holder) -> list[str]:
    with provider.database.reading() as tx:
        return [
            each.label for each in provider.directory.authenticators.passkeys.of_holder(tx, holder)
        ]


def test_a_passkey_signs_in_on_a_journey(
    person: Person, thief: Person, parent: Parent, journey: str
) -> None:
    device = Device()
    thief.sign_in(parent.address, parent.password)
    add_passkey(thief, device)
    answer(person.open(f"/connexion?journey={journey}"), device)
    assert person.shown.headers["Location"].startswith("https://portal.example.org/cb?code=")
    with person.provider.database.reading() as tx:
        sessions = person.provider.directory.sessions.of_account(tx, parent.account.id)
    assert (("pop", "user", "mfa"), ACR_PASSKEY) in [(each.amr, each.acr) for each in sessions]


@on_one_database
def test_an_answer_is_used_once_and_tells_no_more_than_it_must(
    person: Person, thief: Person, parent: Parent
) -> None:
    device = Device(counts=False)
    person.sign_in(parent.address, parent.password)
    add_passkey(person, device)
    challenge, options = asked(thief.open("/connexion"))
    assert json.loads(options)["allowCredentials"] == []
    answer(thief, device)
    assert thief.path == "/compte"
    thief.client.delete_cookie("parvis-session", domain="localhost")
    thief.open("/connexion").send(action="passkey", challenge=challenge, response="{}")
    assert thief.codes == ["PRV-PASSKEY-REFUSED"]


@on_one_database
def test_a_passkey_of_a_disabled_account_opens_nothing(
    person: Person, thief: Person, parent: Parent, provider: Provider
) -> None:
    device = Device()
    person.sign_in(parent.address, parent.password)
    add_passkey(person, device)
    with provider.database.writing() as tx:
        provider.directory.accounts.disable(tx, parent.account.id, actor="admin:x")
    answer(thief.open("/connexion"), device)
    assert thief.codes == ["PRV-ACCOUNT-CLOSED"]


@on_one_database
def test_a_passkey_is_called_otherwise_and_taken_away(
    person: Person, parent: Parent, provider: Provider, holder: Holder
) -> None:
    person.sign_in(parent.address, parent.password)
    add_passkey(person, Device())
    assert "vous pouvez vous connecter avec cette clé" in person.text
    add_passkey(person, Device(), label="")
    assert person.codes == ["PRV-PASSKEY-LABEL"]
    with provider.database.reading() as tx:
        (kept,) = provider.directory.authenticators.passkeys.of_holder(tx, holder)
    person.open("/compte/cles-acces").send(action="rename", id=kept.id, label="Ma clé")
    assert labels(provider, holder) == ["Ma clé"]
    person.send("/compte/cles-acces", action="remove", id=kept.id)
    assert labels(provider, holder) == []


@on_one_database
def test_nobody_changes_another_persons_passkey(
    person: Person, thief: Person, parent: Parent, provider: Provider, holder: Holder
) -> None:
    person.sign_in(parent.address, parent.password)
    add_passkey(person, Device())
    other = make_parent(provider, "autre@exemple.quebec")
    thief.sign_in(other.address, other.password)
    with provider.database.reading() as tx:
        (kept,) = provider.directory.authenticators.passkeys.of_holder(tx, holder)
    thief.open("/compte/cles-acces").send(action="rename", id=kept.id, label="À moi")
    thief.send("/compte/cles-acces", action="remove", id=kept.id)
    assert labels(provider, holder) == ["Mon téléphone"]


@on_one_database
def test_the_last_way_in_is_not_taken_away(
    person: Person, parent: Parent, provider: Provider, holder: Holder
) -> None:
    person.sign_in(parent.address, parent.password)
    add_passkey(person, Device())
    with provider.database.writing() as tx:
        tx.run(Statement("UPDATE account SET password_hash = NULL"))
        (kept,) = provider.directory.authenticators.passkeys.of_holder(tx, holder)
    person.open("/compte/cles-acces").send(action="remove", id=kept.id)
    assert person.codes == ["PRV-PASSKEY-LAST"]
    assert labels(provider, holder) == ["Mon téléphone"]


def essential(*values: str) -> str:
    return json.dumps({"id_token": {"acr": {"essential": True, "values": values}}})


@pytest.mark.usefixtures("portal")
@on_one_database
@pytest.mark.parametrize(
    ("asks", "comes_back"),
    [
        ({"claims": essential(ACR_PASSKEY)}, False),
        ({"claims": essential(ACR_TWO_FACTORS)}, False),
        ({"claims": essential(ACR_PASSWORD)}, True),
        ({"acr_values": ACR_PASSKEY}, False),
        ({"acr_values": f"{ACR_TWO_FACTORS} 1"}, False),
        ({"acr_values": f"{ACR_PASSKEY} {ACR_PASSWORD}"}, True),
        ({"acr_values": ACR_PASSKEY, "prompt": "none"}, True),
        ({"max_age": "0"}, False),
        ({"prompt": "login"}, False),
    ],
    ids=str,
)
def test_a_portal_may_ask_for_more_than_a_password(
    person: Person,
    parent: Parent,
    asks: dict[str, str],
    comes_back: bool,  # noqa: FBT001 - a case
    clock: TestClock,
) -> None:
    device = Device()
    person.sign_in(parent.address, parent.password)
    add_passkey(person, device)
    clock.advance(1)
    where = ask(person, scope="openid", **asks)
    assert ("code=" in where) is comes_back
    if comes_back:
        return
    person.open(where)
    assert ("connexion plus sûre" in person.text) is ("claims" in asks)
    answer(person, device)
    assert "code=" in person.shown.headers["Location"]
    again = {name: value for name, value in asks.items() if name in {"claims", "acr_values"}}
    assert "code=" in ask(person, scope="openid", **again)


@pytest.mark.usefixtures("portal")
@on_one_database
def test_a_wish_that_cannot_be_fulfilled_stops_nobody(person: Person, parent: Parent) -> None:
    person.sign_in(parent.address, parent.password)
    assert "code=" in ask(person, scope="openid", acr_values=f"{ACR_PASSKEY} {ACR_TWO_FACTORS}")


@pytest.mark.usefixtures("portal")
@on_one_database
def test_who_cannot_do_what_is_essential_is_sent_back_with_the_reason(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    where = ask(person, scope="openid", claims=essential(ACR_PASSKEY))
    clock.advance(1)
    person.open(where).send(address=parent.address, password=parent.password)
    assert "error=unmet_authentication_requirements" in person.shown.headers["Location"]
