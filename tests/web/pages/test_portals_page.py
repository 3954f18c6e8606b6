"""`/compte/portails`, at a browser: what portals hold, and taking it back."""

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec.structs import replace

from idp.clients.registration import disable_client
from idp.clock import DAY, MINUTE
from idp.protocol.errors import InvalidGrantError, InvalidTokenError
from idp.protocol.shared_signals.events import ACCOUNT_DISABLED, SESSION_REVOKED
from idp.settings import OutboundSettings, Settings
from idp.storage import ActingTransaction, Statement
from idp.wiring import Provider, build
from tests.conftest import Parent, TestClock, make_parent, register
from tests.notified_portals import notify, told_portal
from tests.publisher import publishing
from tests.receivers import pushed, receiver
from tests.relying_party import RelyingParty, claims_of, page, post, sign_in
from tests.web.pages.person import Person

PAGE = "/compte/portails"
NONE = "Aucun portail n’a accès à votre compte."
EVENTS = Statement(
    """SELECT subject, client_id, details FROM audit_event
       WHERE kind = 'access_withdrawn' ORDER BY id"""
)


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """A house that may call its own machine."""
    here = OutboundSettings(allow_loopback=True)
    provider = build(replace(house_settings, outbound=here), clock)
    yield provider
    provider.database.close()


@pytest.fixture
def asking(relying_party: RelyingParty, parent: Parent) -> RelyingParty:
    """A portal that is not the board's own, to which the parent agreed."""
    provider = relying_party.provider
    registered = register(provider, replace(relying_party.client, asks_consent=True))
    agree(provider, parent, relying_party)
    return replace(relying_party, client=registered.client, secret=registered.secret)


@pytest.fixture
def at_home(person: Person, parent: Parent) -> Person:
    """The parent, signed in."""
    return person.sign_in(parent.address, parent.password)


def agree(provider: Provider, parent: Parent, party: RelyingParty) -> None:
    scope = party.asks["scope"].split()
    with provider.database.writing() as tx:
        provider.directory.consents.give(
            ActingTransaction(tx), parent.account.id, party.client.id, scope
        )


def withdrawals(provider: Provider) -> list[tuple[str, str, dict[str, object]]]:
    with provider.database.reading() as tx:
        return [(subject, client, json.loads(said)) for subject, client, said in tx.rows(EVENTS)]


def is_active(party: RelyingParty, token: str) -> bool:
    form = {"client_id": party.client.id, "client_secret": party.secret, "token": token}
    answer = party.provider.protocol.introspection.answer(post(form))
    assert isinstance(answer, dict)
    return bool(answer["active"])


def test_the_account_leads_there_and_a_new_one_gave_nothing(at_home: Person) -> None:
    assert f'href="{PAGE}"' in at_home.open("/compte").text
    assert NONE in at_home.open(PAGE).text


def test_a_portal_is_shown_with_its_host_what_it_may_be_told_and_when(
    at_home: Person, asking: RelyingParty, parent: Parent, clock: TestClock
) -> None:
    first = asking.tokens()["refresh_token"]
    clock.advance(2 * DAY)
    asking.refresh(first)
    at_home.sign_in(parent.address, parent.password).open(PAGE)

    for words in (
        "<h2>Portail</h2>",
        "portal.example.org",
        "Autorisé le 23 novembre 2026.",
        "Utilisé la dernière fois le 25 novembre 2026.",
        "votre adresse courriel",
        "la permission de se renseigner de nouveau quand vous n’y êtes pas",
        "Retirer l’autorisation",
    ):
        assert words in at_home.text
    assert "votre numéro de téléphone" not in at_home.text
    assert "Portail de votre organisme scolaire" not in at_home.text


def test_a_portal_that_is_given_children_s_numbers_is_shown_so(
    at_home: Person, asking: RelyingParty, parent: Parent
) -> None:
    without = "enfants confirmés, sans leur nom ni leur numéro"
    numbered = "enfants confirmés, avec leur numéro de fiche, sans leur nom"
    with asking.provider.database.writing() as tx:
        asking.provider.directory.consents.give(
            ActingTransaction(tx), parent.account.id, asking.client.id, ["gpi.children"]
        )
    assert without in at_home.open(PAGE).text

    register(asking.provider, replace(asking.client, child_numbers=True))

    assert numbered in at_home.open(PAGE).text
    assert without not in at_home.text


def test_withdrawing_ends_every_token_at_once_and_consent_is_asked_again(
    at_home: Person, asking: RelyingParty, parent: Parent
) -> None:
    tokens, others = asking.tokens(), asking.tokens()
    code = asking.code()
    assert is_active(asking, tokens["access_token"])

    at_home.open(PAGE).send(portal=asking.client.id)

    assert at_home.path == PAGE
    assert "C’est fait : ce portail n’a plus accès à votre compte." in at_home.text
    assert NONE in at_home.text
    for each in (tokens, others):
        with pytest.raises(InvalidGrantError):
            asking.refresh(each["refresh_token"])
        with pytest.raises(InvalidTokenError):
            asking.userinfo(each["access_token"])
        assert not is_active(asking, each["access_token"])
    with pytest.raises(InvalidGrantError):
        asking.redeem(code)
    assert page(asking.authorize()) == "/consentement"
    assert withdrawals(at_home.provider) == [
        (parent.account.id, asking.client.id, {"consent": True, "ended": 3})
    ]


def test_a_consent_without_any_grant_is_shown_and_withdrawn(
    at_home: Person, asking: RelyingParty
) -> None:
    assert "Utilisé la dernière fois" not in at_home.open(PAGE).text
    at_home.send(portal=asking.client.id)
    assert page(asking.authorize()) == "/consentement"


def test_the_board_s_own_portal_is_left_and_let_in_again_unasked(
    at_home: Person, relying_party: RelyingParty
) -> None:
    refresh_token = relying_party.tokens()["refresh_token"]
    assert "Portail de votre organisme scolaire" in at_home.open(PAGE).text
    assert "Me déconnecter de ce portail" in at_home.text
    assert "Autorisé le" not in at_home.text

    at_home.send(portal=relying_party.client.id)

    assert NONE in at_home.text
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(refresh_token)
    assert relying_party.tokens()["access_token"]


def test_a_form_sent_twice_changes_nothing_more(at_home: Person, asking: RelyingParty) -> None:
    asking.tokens()
    at_home.open(PAGE)
    form = at_home.form() | {"portal": asking.client.id}
    assert [at_home.post(PAGE, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(withdrawals(at_home.provider)) == 1


def test_what_others_granted_and_other_portals_hold_stays(
    at_home: Person, asking: RelyingParty, legacy_party: RelyingParty
) -> None:
    neighbour = make_parent(at_home.provider, "autre@exemple.quebec")
    agree(at_home.provider, neighbour, asking)
    theirs = replace(asking, session=sign_in(at_home.provider, neighbour.account))
    kept, mine = theirs.tokens(), legacy_party.tokens()

    at_home.open(PAGE).send(portal=asking.client.id)
    at_home.send(portal="nobody").send(portal="")

    assert theirs.userinfo(kept["access_token"])["sub"]
    assert theirs.tokens()["access_token"]
    assert legacy_party.userinfo(mine["access_token"])["sub"]
    assert len(withdrawals(at_home.provider)) == 1


def test_a_portal_that_held_nothing_of_the_account_is_not_touched(
    at_home: Person, asking: RelyingParty
) -> None:
    at_home.open(PAGE).send(portal=asking.client.id)
    neighbour = make_parent(at_home.provider, "autre@exemple.quebec")
    agree(at_home.provider, neighbour, asking)
    theirs = replace(asking, session=sign_in(at_home.provider, neighbour.account))
    token = theirs.tokens()["access_token"]

    at_home.send(portal=asking.client.id)

    assert is_active(asking, token)
    assert len(withdrawals(at_home.provider)) == 1


def test_the_portal_alone_is_told_of_each_session_and_only_once(
    at_home: Person, relying_party: RelyingParty, parent: Parent, clock: TestClock
) -> None:
    provider = at_home.provider
    with publishing() as publisher, publishing() as other:
        portal = told_portal(relying_party, publisher)
        told_portal(relying_party, other).party.tokens()
        elsewhere = replace(portal.party, session=sign_in(provider, parent.account))
        given = [portal.party.tokens(), portal.party.tokens(), elsewhere.tokens()]
        at_home.open(PAGE).send(portal=portal.party.client.id)
        notify(provider)
        told = sorted(claims_of(each)["sid"] for each in portal.logout_tokens)
        assert told == sorted({claims_of(each["id_token"])["sid"] for each in given})
        assert len(told) == 2
        assert not other.posted

        clock.advance(MINUTE)
        assert portal.party.session
        provider.journeys.sign_out.sign_out(portal.party.session)
        notify(provider)
        assert (len(portal.logout_tokens), len(other.posted)) == (2, 1)


def test_a_portal_that_is_disabled_can_be_left_too(at_home: Person, asking: RelyingParty) -> None:
    provider = at_home.provider
    with provider.database.writing() as tx:
        disable_client(tx, asking.client.id, disabled=True, now=provider.clock.seconds())
    provider.directory.clients.forget()
    assert "<h2>Portail</h2>" in at_home.open(PAGE).text
    assert NONE in at_home.send(portal=asking.client.id).text


def test_it_needs_a_recent_password_and_leads_back(
    at_home: Person, asking: RelyingParty, parent: Parent, clock: TestClock
) -> None:
    form = at_home.open(PAGE).form() | {"portal": asking.client.id}
    clock.advance(16 * MINUTE)
    assert at_home.post(PAGE, data=form).headers["Location"].startswith("/connexion")
    assert not withdrawals(at_home.provider)

    at_home.open(PAGE).send(address=parent.address, password=parent.password)
    assert at_home.path == PAGE
    assert "<h2>Portail</h2>" in at_home.text


def test_a_stranger_is_sent_to_sign_in(person: Person) -> None:
    assert person.open(PAGE).path == "/connexion"


def test_the_portal_hears_of_it_by_a_security_event(
    at_home: Person, asking: RelyingParty, clock: TestClock
) -> None:
    provider = at_home.provider
    with publishing() as publisher:
        publisher.status = 202
        portal = receiver(asking)
        portal.pushed_to(publisher)
        said = claims_of(portal.party.tokens()["id_token"])
        at_home.open(PAGE).send(portal=asking.client.id)
        notify(provider)
        (token,) = pushed(publisher)
    told = portal.read(token)
    # Of the person, not of a session: nothing at all is left to this portal.
    assert told["sub_id"] == {"format": "iss_sub", "iss": said["iss"], "sub": said["sub"]}
    event = told["events"][SESSION_REVOKED]
    assert (event["initiating_entity"], event["event_timestamp"]) == ("user", clock.now)
    assert set(event["reason_admin"]) == {"fr", "en"}


def test_the_event_waits_where_the_portal_fetches_it_and_is_lost_where_it_will_not_hear(
    at_home: Person, asking: RelyingParty, parent: Parent
) -> None:
    portal = receiver(asking)
    stream = {"stream_id": portal.stream()["stream_id"]}
    portal.party.tokens()
    at_home.open(PAGE).send(portal=asking.client.id)
    (token,) = portal.poll().values()
    assert SESSION_REVOKED in portal.read(token)["events"]
    for unwanted in ({"events_requested": [ACCOUNT_DISABLED]}, {"status": "disabled"}):
        portal.poll(ack=list(portal.poll()))
        path = "status" if "status" in unwanted else "stream"
        method = "POST" if path == "status" else "PATCH"
        assert portal.call(method, path, {**stream, **unwanted}).status_code == 200
        agree(at_home.provider, parent, asking)
        at_home.send(portal=asking.client.id)
        assert portal.poll() == {}


def test_the_portal_s_own_page_is_loaded_in_the_browser(
    at_home: Person, asking: RelyingParty, parent: Parent
) -> None:
    provider = at_home.provider
    changed = replace(asking.client, frontchannel_logout_uri="https://portal.example.org/out?a=b")
    registered = register(provider, changed)
    party = replace(asking, client=changed, secret=registered.secret)
    elsewhere = replace(party, session=sign_in(provider, parent.account))
    given = {claims_of(each.tokens()["id_token"])["sid"] for each in (party, elsewhere)}

    at_home.open(PAGE).send(portal=asking.client.id)

    assert "C’est fait : ce portail n’a plus accès à votre compte." in at_home.text
    assert NONE in at_home.text
    frames = [unescape(each) for each in re.findall(r'<iframe src="([^"]+)"', at_home.text)]
    told = [dict(parse_qsl(urlsplit(each).query)) for each in frames]
    assert {each["sid"] for each in told} == given
    assert all(each["a"] == "b" and each["iss"] == provider.issuer for each in told)
    assert "<iframe" not in at_home.send(portal=asking.client.id).text
