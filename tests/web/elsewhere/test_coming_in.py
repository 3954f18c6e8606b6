"""Coming in by Microsoft, page by page."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from msgspec.structs import replace

from idp.ids import ClientId
from idp.normalisation.address import parse_address
from idp.storage import Statement
from idp.wiring import Provider
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent, Portal, TestClock, register
from tests.stand_in import JEAN, MARIE, StandIn
from tests.web.conftest import begin_journey
from tests.web.elsewhere.way import (
    ADDRESS,
    COUNT_ACCOUNTS,
    COUNT_LINKS,
    OTHER_ADDRESS,
    come_back,
    count,
    go,
    join,
    press,
)
from tests.web.pages.person import Person

_LAST_SESSION = Statement("SELECT amr, acr FROM browser_session ORDER BY created_at DESC, sid")


def test_somebody_new_proves_the_school_s_address_and_is_in(
    provider: Provider, person: Person, microsoft: StandIn, journey: str
) -> None:
    go(person, microsoft, JEAN, journey)
    assert person.path == "/adresse-de-l-ecole"
    assert 'value="jean.gagnon@personnel.exemple.quebec"' in person.text

    join(person, OTHER_ADDRESS)

    assert person.path == "/enfant"
    assert f"journey={journey}" in person.where
    with provider.database.reading() as tx:
        assert tx.row(_LAST_SESSION) == ("fed", "urn:parvis:acr:federated")
    assert person.open("/compte").text.count(OTHER_ADDRESS)
    assert "jean.gagnon@personnel" not in person.text


def test_the_next_time_is_one_click(
    provider: Provider, person: Person, neighbour: Person, microsoft: StandIn
) -> None:
    join(go(person, microsoft, MARIE), ADDRESS)

    assert go(neighbour, microsoft, MARIE).path == "/compte"
    assert count(provider, COUNT_ACCOUNTS) == 1


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


def test_a_lie_lets_nobody_in(provider: Provider, person: Person, microsoft: StandIn) -> None:
    uri = press(person)
    microsoft.control(signer="stranger")
    come_back(person, microsoft.sign_in(uri, MARIE))
    assert person.codes == ["PRV-UPSTREAM-UNTRUSTED"]
    assert count(provider, COUNT_LINKS) == 0
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
    person: Person, microsoft: StandIn, portal: Portal
) -> None:
    assert portal.client.id == "portal"
    journey = begin_journey(person, domain_hint="microsoft.com")
    answer = person.open(f"/connexion?journey={journey}").shown
    assert answer.headers["Location"].startswith(f"{microsoft.origin}/common/oauth2/v2.0/authorize")
    plain = begin_journey(person, domain_hint="somewhere.example")
    assert person.open(f"/connexion?journey={plain}").shown.status_code == 200


def test_a_button_of_a_page_that_is_too_old_shows_the_choice_and_why(
    person: Person, microsoft: StandIn, journey: str
) -> None:
    assert microsoft.origin
    person.open(f"/connexion?journey={journey}")
    person.send(to="/continuer-avec/microsoft", csrf="of another browser")
    assert person.shown.status_code == 422
    assert person.codes == ["PRV-FORM-STALE"]
    assert "Continuer avec Microsoft" in person.text
    assert f'action="/connexion?journey={journey}"' in person.text


def test_an_account_that_is_out_of_service_is_told_so(
    provider: Provider, person: Person, microsoft: StandIn
) -> None:
    join(go(person, microsoft, MARIE), ADDRESS)
    with provider.database.writing() as tx:
        account = provider.directory.accounts.find_by_address(tx, parse_address(ADDRESS))
        assert account is not None
        provider.directory.accounts.disable(tx, account.id, actor="admin:test")
    assert go(person, microsoft, MARIE).codes == ["PRV-ACCOUNT-CLOSED"]


def test_a_portal_s_hint_is_followed_once_and_then_the_parent_chooses(
    person: Person, microsoft: StandIn, portal: Portal
) -> None:
    assert portal.client.id == "portal"
    journey = begin_journey(person, domain_hint="microsoft.com")
    person.open(f"/connexion?journey={journey}")
    come_back(person, microsoft.sign_in(person.shown.headers["Location"], ""))
    assert person.path == "/connexion"
    assert person.open(f"/connexion?journey={journey}").shown.status_code == 200


def test_a_b2c_request_with_a_hint_leads_straight_there(
    provider: Provider, person: Person, microsoft: StandIn, portal: Portal
) -> None:
    register(
        provider,
        replace(portal.client, id=ClientId("old"), aliases=("mozaik.example/b2c_1_signin",)),
    )
    asked = {
        "client_id": "old",
        "redirect_uri": "https://portal.example.org/cb",
        "response_type": "code",
        "scope": "openid",
        "p": "B2C_1_signin",
        "domain_hint": "microsoft.com",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }
    person.open(f"/mozaik.example/oauth2/v2.0/authorize?{urlencode(asked)}")
    assert person.shown.headers["Location"].startswith(microsoft.origin)


@pytest.mark.parametrize(
    ("asked", "prompt"),
    [({}, "select_account"), ({"prompt": "login"}, "login"), ({"max_age": "60"}, "login")],
)
def test_who_must_sign_in_anew_is_asked_to_there_too(
    person: Person, microsoft: StandIn, portal: Portal, asked: dict[str, str], prompt: str
) -> None:
    assert portal.client.id == "portal"
    assert microsoft.origin
    there = press(person, journey=begin_journey(person, **asked))
    assert dict(parse_qsl(urlsplit(there).query))["prompt"] == prompt


def test_the_page_that_asked_for_a_sign_in_is_shown_after_it(
    person: Person, microsoft: StandIn
) -> None:
    join(go(person, microsoft, MARIE), ADDRESS)
    person.open("/deconnexion").send()
    person.open("/compte/adresses")
    assert person.path == "/connexion"
    action = re.search(r'action="(/continuer-avec/[^"]*)"', person.text)
    assert action is not None
    there = person.post(action[1], data=person.form()).headers["Location"]
    assert come_back(person, microsoft.sign_in(there, MARIE)).path == "/compte/adresses"


def test_several_tabs_do_not_get_in_each_other_s_way(
    person: Person, microsoft: StandIn, journey: str
) -> None:
    first, second = press(person, journey=journey), press(person)
    assert join(come_back(person, microsoft.sign_in(second, MARIE)), ADDRESS).path == "/compte"
    assert come_back(person, microsoft.sign_in(first, MARIE)).path == "/enfant"
    assert f"journey={journey}" in person.where


def test_changing_the_language_loses_nobody_on_the_way(person: Person, microsoft: StandIn) -> None:
    go(person, microsoft, JEAN)
    back = re.search(r'name="back" value="([^"]*)"', person.text)
    assert back is not None
    form = person.form() | {"back": back[1].replace("&amp;", "&"), "lang": "en"}
    person.send(to="/langue", **form)
    assert person.path == "/adresse-de-l-ecole"
    assert "The address given to the school" in person.text
    assert join(person, OTHER_ADDRESS).path == "/compte"


def test_the_address_is_corrected_and_the_way_goes_on(
    person: Person, microsoft: StandIn, clock: TestClock
) -> None:
    go(person, microsoft, JEAN).send(address="m.tremblay@travai.exemple.quebec")
    correct = re.search(r'href="(/adresse-de-l-ecole[^"]*)"', person.text)
    assert correct is not None
    person.open(correct[1].replace("&amp;", "&"))
    assert 'value="m.tremblay@travai.exemple.quebec"' in person.text
    clock.advance(1)
    assert join(person, OTHER_ADDRESS).path == "/compte"


def test_the_message_says_what_the_code_is_for(person: Person, microsoft: StandIn) -> None:
    go(person, microsoft, JEAN).send(address=ADDRESS)
    assert (
        "sert à vous connecter par un autre service"
        in messages_in_outbox(person.provider, "code")[-1]
    )
