"""What somebody with bad intentions gets by Microsoft: the pre-hijacking scripts, and nOAuth."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from idp.wiring import Provider
from tests.accounts.letters import codes_in_outbox
from tests.conftest import Parent, TestClock, make_parent
from tests.stand_in import MARIE, ZOE, StandIn
from tests.web.elsewhere.way import (
    ADDRESS,
    COUNT_ACCOUNTS,
    COUNT_LINKS,
    PASSWORD,
    add,
    agree,
    come_back,
    count,
    go,
    join,
    named,
    press,
)
from tests.web.pages.person import Person

# An address that has an account already: proven by its code, said in plain words, then joined.


def test_an_account_is_joined_only_after_its_owner_agreed(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    parent = make_parent(provider, ADDRESS)
    go(person, microsoft, MARIE).send(address=ADDRESS)
    person.send(code=person.email_code)
    assert person.path == "/rattachement"
    assert "Cette adresse a déjà un compte" in person.text
    assert count(provider, COUNT_LINKS) == 0

    agree(person)

    assert person.path == "/compte"
    assert count(provider, COUNT_ACCOUNTS) == 1
    assert go(person, microsoft, MARIE).path == "/compte"
    assert person.sign_in(parent.address, parent.password).path == "/compte"


# nOAuth and the five pre-hijacking scripts: none of them ends in a session at somebody's account.


def test_an_identity_that_calls_itself_by_the_victim_s_address_gets_nothing(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    """NOAuth: the attacker's tenant says `email` is the victim's."""
    make_parent(provider, ADDRESS)
    go(person, microsoft, ZOE)
    assert person.path == "/adresse-de-l-ecole"
    assert person.open("/compte").path == "/connexion"
    assert count(provider, COUNT_LINKS) == 0


def test_a_merge_needs_the_code_that_went_to_the_address(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    """Classic-federated merge, and the identity provider that does not verify."""
    make_parent(provider, ADDRESS)
    go(person, microsoft, ZOE).send(address=ADDRESS)
    proof = person.where.partition("proof=")[2].partition("&")[0]
    arrival = person.where.partition("arrivee=")[2].partition("&")[0]
    assert person.send(code="0000 0000").path == "/code"
    person.open(f"/rattachement?proof={proof}&arrivee={arrival}")
    assert person.path == "/code"
    person.send(to=f"/rattachement?proof={proof}&arrivee={arrival}", proof=proof)
    assert count(provider, COUNT_LINKS) == 0
    assert person.open("/compte").path == "/connexion"


def test_an_arrival_is_worth_nothing_with_another_proof_or_in_another_browser(
    provider: Provider, person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    """Unexpired identifier: what the attacker began cannot be ended by what the victim proves."""
    go(person, microsoft, ZOE)
    arrival = person.where.partition("arrivee=")[2].partition("&")[0]
    neighbour.open("/inscription").send(address=ADDRESS)
    neighbour.send(code=neighbour.email_code)
    proof = neighbour.where.partition("proof=")[2].partition("&")[0]
    for somebody in (person, neighbour):
        somebody.open(f"/rattachement?proof={proof}&arrivee={arrival}")
        assert somebody.path in {"/connexion", "/adresse-de-l-ecole"}
        somebody.send(to=f"/rattachement?proof={proof}&arrivee={arrival}", proof=proof)
    assert count(provider, COUNT_LINKS) == 0
    assert count(provider, COUNT_ACCOUNTS) == 0


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
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    go(person, microsoft, MARIE).send(address=ADDRESS)
    person.send(code=person.email_code)
    where, form = person.where, person.form()
    person.send()
    person.post(where, data=form)
    assert count(provider, COUNT_ACCOUNTS) == 1
    assert count(provider, COUNT_LINKS) == 1


def test_what_one_identity_began_another_does_not_finish(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    """Two people at one computer: the code that came for one lets the other in nowhere."""
    make_parent(provider, ADDRESS)
    go(person, microsoft, MARIE).send(address=ADDRESS)
    person.send(code=person.email_code)
    proof = named(person, "proof")

    go(person, microsoft, ZOE)
    arrival = named(person, "arrivee")
    person.open(f"/rattachement?proof={proof}&arrivee={arrival}")
    assert person.path == "/adresse-de-l-ecole"
    person.send(to=f"/rattachement?proof={proof}&arrivee={arrival}", proof=proof, action="join")
    person.open(f"/adresse-de-l-ecole?proof={proof}&arrivee={arrival}").send(address=ADDRESS)

    assert person.path == "/code"
    assert named(person, "proof") != proof
    assert count(provider, COUNT_LINKS) == 0


def test_a_code_of_a_sign_up_lets_no_identity_in(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    make_parent(provider, ADDRESS)
    person.open("/inscription").send(address=ADDRESS)
    person.send(code=person.email_code)
    proof = named(person, "proof")
    go(person, microsoft, ZOE)
    arrival = named(person, "arrivee")
    person.open(f"/adresse-de-l-ecole?proof={proof}&arrivee={arrival}").send(address=ADDRESS)
    assert named(person, "proof") != proof
    person.send(to=f"/rattachement?proof={proof}&arrivee={arrival}", proof=proof, action="join")
    assert count(provider, COUNT_LINKS) == 0


def test_a_code_for_an_identity_leads_to_no_password(
    provider: Provider, person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    parent = make_parent(provider, ADDRESS)
    go(person, microsoft, ZOE).send(address=ADDRESS)
    person.send(code=person.email_code)
    proof = named(person, "proof")
    person.send(to="/nouveau-mot-de-passe", proof=proof, password=PASSWORD)
    assert person.open("/compte").path == "/connexion"
    assert neighbour.sign_in(parent.address, parent.password).path == "/compte"


def test_nobody_joins_what_was_not_shown(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    """The address gets an account while the page says that a new one is made."""
    go(person, microsoft, MARIE).send(address=ADDRESS)
    person.send(code=person.email_code)
    assert "Créer votre compte" in person.text
    make_parent(provider, ADDRESS)

    person.send(action="create")

    assert person.codes == ["PRV-ADDRESS-TAKEN"]
    assert "Cette adresse a déjà un compte" in person.text
    assert count(provider, COUNT_LINKS) == 0
    assert agree(person).path == "/compte"
    assert count(provider, COUNT_LINKS) == 1


def test_a_password_registered_first_does_not_survive_an_unproven_address(
    provider: Provider, person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    """Script 1: the attacker begins an account at the victim's address, without its mail."""
    neighbour.open("/inscription").send(address=ADDRESS)
    attackers = neighbour.form()
    join(go(person, microsoft, MARIE), ADDRESS)
    neighbour.send(to="/nouveau-mot-de-passe", **attackers, password=PASSWORD)
    assert neighbour.open("/compte").path == "/connexion"
    assert neighbour.sign_in(ADDRESS, PASSWORD).codes == ["PRV-SIGN-IN-WRONG"]
    assert count(provider, COUNT_ACCOUNTS) == 1


def test_an_identity_that_waits_is_not_let_in_by_its_victim_s_sign_up(
    provider: Provider, person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    """Script 3: the attacker's identity is at the door before the victim comes."""
    go(neighbour, microsoft, ZOE).send(address=ADDRESS)
    attackers = neighbour.where, neighbour.form()
    person.sign_up(ADDRESS, PASSWORD)
    for code in codes_in_outbox(provider)[1:]:
        neighbour.post(attackers[0], data=attackers[1] | {"code": code})
    neighbour.send(to=attackers[0].replace("/code", "/rattachement"), action="join")
    assert count(provider, COUNT_LINKS) == 0
    assert neighbour.open("/compte").path == "/connexion"


def at_a_known_browser(somebody: Person, parent: Parent, clock: TestClock) -> None:
    """Sign in with the password alone, in a browser that the account knows since an hour."""
    somebody.sign_in(parent.address, parent.password).confirm()
    clock.advance(minutes=60)
    somebody.sign_in(parent.address, parent.password)


def test_a_way_in_that_an_intruder_added_ends_with_the_password(
    provider: Provider, person: Person, neighbour: Person, microsoft: StandIn, clock: TestClock
) -> None:
    """Script 3 again, by somebody who knew the password: recovery takes the identity away."""
    parent = make_parent(provider, ADDRESS)
    at_a_known_browser(neighbour, parent, clock)
    come_back(neighbour, microsoft.sign_in(add(neighbour), ZOE))
    assert count(provider, COUNT_LINKS) == 1

    person.open("/mot-de-passe-oublie").send(address=ADDRESS)
    person.send(code=person.email_code).send(password=PASSWORD)

    assert neighbour.open("/compte").path == "/connexion"
    assert go(neighbour, microsoft, ZOE).codes == ["PRV-UPSTREAM-SUSPENDED"]
    person.open("/compte/ajouts-recents")
    link = person.text.partition('name="id" value="')[2].partition('"')[0]
    person.send(action="remove", kind="link", id=link)
    assert count(provider, COUNT_LINKS) == 0
    assert go(neighbour, microsoft, ZOE).path == "/adresse-de-l-ecole"


def test_a_link_that_was_under_way_ends_with_the_session(
    provider: Provider, person: Person, neighbour: Person, microsoft: StandIn, clock: TestClock
) -> None:
    """Script 4: the intruder waits at Microsoft while the owner recovers the account."""
    parent = make_parent(provider, ADDRESS)
    at_a_known_browser(neighbour, parent, clock)
    answer = microsoft.sign_in(add(neighbour), ZOE)
    person.open("/mot-de-passe-oublie").send(address=ADDRESS)
    person.send(code=person.email_code).send(password=PASSWORD)
    come_back(neighbour, answer)
    assert count(provider, COUNT_LINKS) == 0
    assert neighbour.open("/compte").path == "/connexion"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"code": "a-code"},
        {"code": "a-code", "state": "'\"><script>alert(1)</script>"},
        {"error": "<script>alert(1)</script>", "error_description": "<script>alert(1)</script>"},
        {"error": "access_denied", "error_description": "AADSTS65004 <script>alert(1)</script>"},
    ],
)
def test_a_return_that_nobody_began_leads_to_the_choice(
    person: Person, microsoft: StandIn, answer: dict[str, str]
) -> None:
    assert microsoft.origin
    come_back(person, answer)
    assert person.codes == ["PRV-UPSTREAM-OVER"]
    assert "alert(1)" not in person.text


def test_an_error_s_own_words_stay_out_of_the_page(person: Person, microsoft: StandIn) -> None:
    state = dict(parse_qsl(urlsplit(press(person)).query))["state"]
    assert microsoft.origin
    come_back(
        person, {"error": "<b>x</b>", "error_description": "<script>a</script>", "state": state}
    )
    assert person.codes == ["PRV-UPSTREAM-OURS"]
    assert "<b>x" not in person.text
    assert "<i>y" not in person.text


def test_an_address_can_name_our_own_sentences_alone(person: Person, microsoft: StandIn) -> None:
    assert microsoft.origin
    for query in ("probleme=PRV-UPSTREAM-DOWN&fournisseur=<script>", "probleme=Appelez-le-514"):
        assert person.open(f"/connexion?{query}").codes == []
        assert "Appelez" not in person.text
