"""Coming in by Microsoft, page by page, and what somebody with bad intentions gets out of it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from idp.parts import Parts, build
from idp.settings import Settings
from idp.storage import Statement
from tests.conftest import Parent, TestClock, make_parent
from tests.doors.pages.conftest import begin_journey
from tests.doors.pages.person import Person
from tests.stand_in import JEAN, MARIE, OUTBOUND, ZOE, StandIn, running

ADDRESS = "marie.tremblay@exemple.quebec"
OTHER_ADDRESS = "m.tremblay@travail.exemple.quebec"
PASSWORD = "un violon dort sous la neige"
_COUNT_ACCOUNTS = Statement("SELECT COUNT(*) FROM account")
_COUNT_LINKS = Statement("SELECT COUNT(*) FROM upstream_link")
_LAST_SESSION = Statement("SELECT amr, acr FROM browser_session ORDER BY created_at DESC, sid")


@pytest.fixture(scope="session")
def microsoft_of_this_process() -> Iterator[StandIn]:
    with running("http://127.0.0.1:8000") as stand_in:
        yield stand_in


@pytest.fixture
def microsoft(microsoft_of_this_process: StandIn) -> Iterator[StandIn]:
    microsoft_of_this_process.control()
    yield microsoft_of_this_process
    microsoft_of_this_process.control()


@pytest.fixture
def house(
    house_settings: Settings, clock: TestClock, microsoft: StandIn, tmp_path: Path
) -> Iterator[Parts]:
    """A house that knows the stand-in, by the machine's clock, which the stand-in reads too."""
    clock.now = int(time.time())
    upstream = microsoft.settings(tmp_path / "secret")
    parts = build(replace(house_settings, upstream=upstream, outbound=OUTBOUND), clock)
    yield parts
    parts.database.close()


def count(house: Parts, statement: Statement) -> int:
    with house.database.reading() as tx:
        row = tx.row(statement)
    assert row is not None
    return int(row[0])


def press(person: Person, page: str = "/connexion", journey: str = "") -> str:
    """Press *Continuer avec Microsoft* and return where that leads."""
    person.open(f"{page}?journey={journey}" if journey else page)
    answer = person.post("/continuer-avec/microsoft", data=person.form())
    assert answer.status_code == 303
    return answer.headers["Location"]


def go(person: Person, microsoft: StandIn, who: str, journey: str = "") -> Person:
    """Sign in there as `who` and come back."""
    return come_back(person, microsoft.sign_in(press(person, journey=journey), who))


def come_back(person: Person, answer: dict[str, str]) -> Person:
    query = "&".join(f"{name}={value}" for name, value in answer.items())
    return person.open(f"/continuer-avec/microsoft/retour?{query}")


def join(person: Person, address: str) -> Person:
    """Prove `address` and press the button that follows."""
    person.send(address=address)
    assert person.path == "/code"
    person.send(code=person.email_code)
    assert person.path == "/rattachement"
    return person.send()


def test_somebody_new_proves_the_school_s_address_and_is_in(
    house: Parts, person: Person, microsoft: StandIn, journey: str
) -> None:
    go(person, microsoft, JEAN, journey)
    assert person.path == "/adresse-de-l-ecole"
    assert 'value="jean.gagnon@personnel.exemple.quebec"' in person.text

    join(person, OTHER_ADDRESS)

    assert person.path == "/enfant"
    assert f"journey={journey}" in person.where
    with house.database.reading() as tx:
        assert tx.row(_LAST_SESSION) == ("fed", "urn:parvis:acr:federated")
    assert person.open("/compte").text.count(OTHER_ADDRESS)
    assert "jean.gagnon@personnel" not in person.text


def test_the_next_time_is_one_click(
    house: Parts, person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    join(go(person, microsoft, MARIE), ADDRESS)

    assert go(neighbour, microsoft, MARIE).path == "/compte"
    assert count(house, _COUNT_ACCOUNTS) == 1


def test_turning_back_leads_to_the_choice_with_a_quiet_notice(
    person: Person, microsoft: StandIn, journey: str
) -> None:
    go(person, microsoft, "", journey)
    assert person.path == "/connexion"
    assert f"journey={journey}" in person.where
    assert person.codes == []
    assert "Choisissez une façon de vous connecter" in person.text


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (90094, "PRV-UPSTREAM-APPROVAL"),
        (50020, "PRV-UPSTREAM-ACCOUNT"),
        (53003, "PRV-UPSTREAM-BLOCKED"),
        (50057, "PRV-UPSTREAM-TROUBLE"),
        (54000, "PRV-UPSTREAM-MINOR"),
        (54005, "PRV-UPSTREAM-OVER"),
        (700016, "PRV-UPSTREAM-OURS"),
        (90033, "PRV-UPSTREAM-DOWN"),
    ],
)
def test_every_trouble_has_a_code_a_sentence_and_another_way(
    person: Person, microsoft: StandIn, journey: str, number: int, code: str
) -> None:
    uri = press(person, journey=journey)
    microsoft.control(authorize_error={"error": "access_denied", "number": number})
    come_back(person, microsoft.sign_in(uri, MARIE))
    assert person.path == "/connexion"
    assert person.codes == [code]
    assert "Microsoft" in person.text
    assert 'name="password"' in person.text
    assert "AADSTS" not in person.text
    assert "Correlation" not in person.text


def test_a_lie_lets_nobody_in(house: Parts, person: Person, microsoft: StandIn) -> None:
    uri = press(person)
    microsoft.control(signer="stranger")
    come_back(person, microsoft.sign_in(uri, MARIE))
    assert person.codes == ["PRV-UPSTREAM-UNTRUSTED"]
    assert count(house, _COUNT_LINKS) == 0
    assert person.open("/compte").path == "/connexion"


def test_while_the_provider_is_silent_the_page_says_so_and_works(
    person: Person, parent: Parent, microsoft: StandIn
) -> None:
    microsoft.control(slow_seconds=30)
    answer = person.open("/connexion").post("/continuer-avec/microsoft", data=person.form())
    person.open(answer.headers.get("Location", "/connexion"))
    assert "ne répond pas en ce moment" in person.open("/connexion").text
    assert person.sign_in(parent.address, parent.password).path == "/compte"


def test_a_portal_s_domain_hint_leads_straight_there(
    person: Person, microsoft: StandIn, portal: object
) -> None:
    assert portal
    journey = begin_journey(person, domain_hint="microsoft.com")
    answer = person.open(f"/connexion?journey={journey}").shown
    assert answer.headers["Location"].startswith(f"{microsoft.origin}/common/oauth2/v2.0/authorize")
    plain = begin_journey(person, domain_hint="somewhere.example")
    assert person.open(f"/connexion?journey={plain}").shown.status_code == 200


# An address that has an account already: proven by its code, said in plain words, then joined.


def test_an_account_is_joined_only_after_its_owner_agreed(
    house: Parts, person: Person, microsoft: StandIn
) -> None:
    parent = make_parent(house, ADDRESS)
    go(person, microsoft, MARIE).send(address=ADDRESS)
    person.send(code=person.email_code)
    assert person.path == "/rattachement"
    assert "Cette adresse a déjà un compte" in person.text
    assert count(house, _COUNT_LINKS) == 0

    person.send()

    assert person.path == "/compte"
    assert count(house, _COUNT_ACCOUNTS) == 1
    assert go(person, microsoft, MARIE).path == "/compte"
    assert person.sign_in(parent.address, parent.password).path == "/compte"


# nOAuth and the five pre-hijacking scripts: none of them ends in a session at somebody's account.


def test_an_identity_that_calls_itself_by_the_victim_s_address_gets_nothing(
    house: Parts, person: Person, microsoft: StandIn
) -> None:
    """NOAuth: the attacker's tenant says `email` is the victim's."""
    make_parent(house, ADDRESS)
    go(person, microsoft, ZOE)
    assert person.path == "/adresse-de-l-ecole"
    assert person.open("/compte").path == "/connexion"
    assert count(house, _COUNT_LINKS) == 0


def test_a_merge_needs_the_code_that_went_to_the_address(
    house: Parts, person: Person, microsoft: StandIn
) -> None:
    """Classic-federated merge, and the identity provider that does not verify."""
    make_parent(house, ADDRESS)
    go(person, microsoft, ZOE).send(address=ADDRESS)
    proof = person.where.partition("proof=")[2].partition("&")[0]
    arrival = person.where.partition("arrivee=")[2].partition("&")[0]
    assert person.send(code="0000 0000").path == "/code"
    person.open(f"/rattachement?proof={proof}&arrivee={arrival}")
    assert person.path == "/code"
    person.send(to=f"/rattachement?proof={proof}&arrivee={arrival}", proof=proof)
    assert count(house, _COUNT_LINKS) == 0
    assert person.open("/compte").path == "/connexion"


def test_an_arrival_is_worth_nothing_with_another_proof_or_in_another_browser(
    house: Parts, person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    """Unexpired identifier: what the attacker began cannot be ended by what the victim proves."""
    go(person, microsoft, ZOE)
    arrival = person.where.partition("arrivee=")[2].partition("&")[0]
    neighbour.open("/inscription").send(address=ADDRESS)
    neighbour.send(code=neighbour.email_code)
    proof = neighbour.where.partition("proof=")[2].partition("&")[0]
    for somebody in (person, neighbour):
        somebody.open(f"/rattachement?proof={proof}&arrivee={arrival}")
        assert somebody.path == "/connexion"
        somebody.send(to=f"/rattachement?proof={proof}&arrivee={arrival}", proof=proof)
    assert count(house, _COUNT_LINKS) == 0
    assert count(house, _COUNT_ACCOUNTS) == 0


def test_a_return_works_once_and_only_where_it_began(
    person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    """Login CSRF and replays: the victim's browser never takes the attacker's return."""
    join(go(person, microsoft, MARIE), ADDRESS)
    answer = microsoft.sign_in(press(person), MARIE)
    assert come_back(neighbour, answer).codes == ["PRV-UPSTREAM-OVER"]
    assert neighbour.open("/compte").path == "/connexion"
    person.open("/deconnexion").send()
    assert come_back(person, answer).path == "/compte"
    person.open("/deconnexion").send()
    assert come_back(person, answer).codes == ["PRV-UPSTREAM-OVER"]


def test_a_new_password_ends_the_session_of_who_came_in_by_microsoft(
    person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    """Unexpired session: the owner recovers the account, and the others are out."""
    join(go(person, microsoft, MARIE), ADDRESS)
    neighbour.open("/mot-de-passe-oublie").send(address=ADDRESS)
    neighbour.send(code=neighbour.email_code).send(password=PASSWORD)
    assert neighbour.path == "/compte"
    assert person.open("/compte").path == "/connexion"


def test_sending_the_last_form_twice_makes_one_account(
    house: Parts, person: Person, microsoft: StandIn
) -> None:
    go(person, microsoft, MARIE).send(address=ADDRESS)
    person.send(code=person.email_code)
    where, form = person.where, person.form()
    person.send()
    person.post(where, data=form)
    assert count(house, _COUNT_ACCOUNTS) == 1
    assert count(house, _COUNT_LINKS) == 1


# The account page.


def test_a_link_is_added_from_the_account_and_taken_away_again(
    house: Parts, person: Person, microsoft: StandIn
) -> None:
    parent = make_parent(house, ADDRESS)
    person.sign_in(parent.address, parent.password)
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
    assert count(house, _COUNT_LINKS) == 0


def test_a_link_is_added_to_the_account_that_asked_and_to_no_other(
    house: Parts, person: Person, microsoft: StandIn
) -> None:
    first, second = make_parent(house, ADDRESS), make_parent(house, OTHER_ADDRESS)
    person.sign_in(first.address, first.password).open("/compte/connexions")
    there = person.post(
        "/compte/connexions", data=person.form() | {"action": "add", "name": "microsoft"}
    )
    answer = microsoft.sign_in(there.headers["Location"], JEAN)
    person.open("/deconnexion").send()
    person.sign_in(second.address, second.password)
    come_back(person, answer)
    assert person.codes == ["PRV-UPSTREAM-OVER"]
    assert count(house, _COUNT_LINKS) == 0


def test_an_identity_opens_one_account(house: Parts, person: Person, microsoft: StandIn) -> None:
    join(go(person, microsoft, MARIE), ADDRESS)
    other = make_parent(house, OTHER_ADDRESS)
    person.open("/deconnexion").send()
    person.sign_in(other.address, other.password).open("/compte/connexions")
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
    with person.house.database.reading() as tx:
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
