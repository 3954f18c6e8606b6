"""The ways into one's own account: adding, removing, and signing out of them."""

from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import Parent, TestClock, make_parent
from tests.stand_in import JEAN, MARIE, StandIn
from tests.web.elsewhere.way import (
    ADDRESS,
    COUNT_LINKS,
    OTHER_ADDRESS,
    PASSWORD,
    add,
    come_back,
    count,
    go,
    join,
)
from tests.web.pages.person import Person


def test_a_link_is_added_from_the_account_and_taken_away_again(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    parent = make_parent(provider, ADDRESS)
    person.sign_in(parent.address, parent.password).confirm()
    person.open("/compte/connexions")
    there = person.post(
        "/compte/connexions", data=person.form() | {"action": "add", "name": "microsoft"}
    )
    come_back(person, microsoft.sign_in(there.headers["Location"], JEAN))
    assert person.path == "/compte/connexions"
    assert "jean.gagnon@personnel" in person.text
    link = person.text.partition('name="id" value="')[2].partition('"')[0]
    person.send(action="remove", id=link)
    assert "jean.gagnon@personnel" not in person.text
    assert count(provider, COUNT_LINKS) == 0


def test_a_link_is_added_to_the_account_that_asked_and_to_no_other(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    first, second = make_parent(provider, ADDRESS), make_parent(provider, OTHER_ADDRESS)
    person.sign_in(first.address, first.password).confirm().open("/compte/connexions")
    there = person.post(
        "/compte/connexions", data=person.form() | {"action": "add", "name": "microsoft"}
    )
    answer = microsoft.sign_in(there.headers["Location"], JEAN)
    person.open("/deconnexion").send()
    person.sign_in(second.address, second.password)
    come_back(person, answer)
    assert person.codes == ["PRV-UPSTREAM-OVER"]
    assert count(provider, COUNT_LINKS) == 0


def test_an_identity_opens_one_account(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    join(go(person, microsoft, MARIE), ADDRESS)
    other = make_parent(provider, OTHER_ADDRESS)
    person.open("/deconnexion").send()
    person.sign_in(other.address, other.password).confirm().open("/compte/connexions")
    there = person.post(
        "/compte/connexions", data=person.form() | {"action": "add", "name": "microsoft"}
    )
    come_back(person, microsoft.sign_in(there.headers["Location"], MARIE))
    assert person.codes == ["PRV-UPSTREAM-TAKEN"]


def test_the_last_way_in_cannot_be_removed(person: Person, microsoft: StandIn) -> None:
    join(go(person, microsoft, MARIE), ADDRESS)
    person.open("/compte/connexions")
    assert "seule façon" in person.text
    assert 'value="remove"' not in person.text
    with person.provider.database.reading() as tx:
        row = tx.row(Statement("SELECT id FROM upstream_link"))
    assert row is not None
    person.send(action="remove", id=row[0])
    assert person.codes == ["PRV-UPSTREAM-LAST"]


def test_signing_out_offers_to_sign_out_there_too(
    person: Person, parent: Parent, microsoft: StandIn
) -> None:
    join(go(person, microsoft, JEAN), OTHER_ADDRESS)
    person.open("/deconnexion").send()
    assert f"{microsoft.origin}/common/oauth2/v2.0/logout" in person.text.replace("&amp;", "&")
    person.sign_in(parent.address, parent.password)
    person.open("/deconnexion").send()
    assert "logout" not in person.text


def test_turning_back_adds_nothing_and_says_so(person: Person, microsoft: StandIn) -> None:
    join(go(person, microsoft, MARIE), ADDRESS)
    come_back(person, microsoft.sign_in(add(person), ""))
    assert person.path == "/compte/connexions"
    assert person.codes == []
    assert "Rien n’a été ajouté" in person.text


def test_a_way_in_is_added_only_after_a_recent_sign_in(
    person: Person, microsoft: StandIn, clock: TestClock
) -> None:
    join(go(person, microsoft, MARIE), ADDRESS)
    clock.advance(minutes=16)
    person.open("/compte/connexions")
    assert person.path == "/connexion"
    form = person.form() | {"action": "add", "name": "microsoft"}
    assert person.post("/compte/connexions", data=form).headers["Location"].startswith("/connexion")


def test_an_account_without_password_chooses_one_by_a_code_and_keeps_its_link(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    join(go(person, microsoft, JEAN), OTHER_ADDRESS)
    person.open("/compte/mot-de-passe")
    assert person.path == "/mot-de-passe-oublie"
    assert f'value="{OTHER_ADDRESS}"' in person.text
    person.send(address=OTHER_ADDRESS)
    person.send(code=person.email_code).send(password=PASSWORD)
    assert person.path == "/compte"
    assert count(provider, COUNT_LINKS) == 1
    assert person.sign_in(OTHER_ADDRESS, PASSWORD).path == "/compte"
    link = person.open("/compte/connexions").text.partition('name="id" value="')[2]
    person.send(action="remove", id=link.partition('"')[0])
    assert count(provider, COUNT_LINKS) == 0


def test_an_account_without_password_is_not_opened_by_an_empty_one(
    person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    join(go(person, microsoft, JEAN), OTHER_ADDRESS)
    for password in ("", "\0", "None"):
        assert neighbour.sign_in(OTHER_ADDRESS, password).codes == ["PRV-SIGN-IN-WRONG"]


def test_whoever_signs_up_at_such_an_account_is_told_how_it_opens(
    person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    join(go(person, microsoft, JEAN), OTHER_ADDRESS)
    neighbour.open("/inscription").send(address=OTHER_ADDRESS)
    neighbour.send(code=neighbour.email_code)
    assert neighbour.path == "/compte-existant"
    assert "n’a pas de mot de passe" in neighbour.text
