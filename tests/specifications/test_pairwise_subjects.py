"""Names of people that two sectors cannot compare (OpenID Connect Core §8.1)."""

from typing import Any

import pytest
from msgspec.structs import replace

from idp.clients import SubjectType
from idp.clients.checks import check_client
from idp.clock import DAY
from idp.errors import OperationError
from idp.ids import ClientId
from idp.journeys.arrival import GoTo
from idp.wiring import Provider
from tests.conftest import Parent, make_parent, register
from tests.relying_party import RelyingParty, claims_of, fields, post, sign_in


def pairwise(party: RelyingParty, name: str, **changes: Any) -> RelyingParty:  # noqa: ANN401
    """Return a client of its own, for the same person."""
    client = replace(party.client, id=ClientId(name), subject_type=SubjectType.PAIRWISE)
    client = replace(client, **changes)
    return replace(party, client=client, secret=register(party.provider, client).secret)


@pytest.fixture
def party(relying_party: RelyingParty) -> RelyingParty:
    return pairwise(relying_party, "pairwise")


def sub(party: RelyingParty) -> str:
    return str(claims_of(party.tokens()["id_token"])["sub"])


def test_it_is_no_account_and_always_the_same(party: RelyingParty, parent: Parent) -> None:
    first = sub(party)
    assert first == sub(party)
    assert parent.account.id not in first
    assert len(first) == 43


def test_an_ordinary_client_knows_the_account_by_its_own_name(
    relying_party: RelyingParty, parent: Parent
) -> None:
    assert sub(relying_party) == parent.account.id


def test_it_is_the_same_everywhere(party: RelyingParty) -> None:
    tokens = party.tokens(scope="openid offline_access")
    name = claims_of(tokens["id_token"])["sub"]
    credentials = {"client_id": str(party.client.id), "client_secret": party.secret}

    def introspected(token: str) -> object:
        return party.provider.protocol.introspection.answer(post({**credentials, "token": token}))[
            "sub"
        ]

    found = [
        claims_of(tokens["access_token"])["sub"],
        party.userinfo(tokens["access_token"])["sub"],
        claims_of(party.refresh(tokens["refresh_token"])["id_token"])["sub"],
        introspected(tokens["access_token"]),
    ]
    assert found == [name] * 4
    refreshable = party.tokens(scope="openid offline_access")["refresh_token"]
    assert introspected(refreshable) == name


def test_it_is_the_same_in_answers_through_the_browser(
    party: RelyingParty, legacy_party: RelyingParty
) -> None:
    changes: dict[str, Any] = {
        "response_types": ("code id_token token",),
        "grant_types": ("authorization_code", "implicit"),
        "scopes": party.client.scopes,
    }
    old = pairwise(legacy_party, "old", redirect_uris=party.client.redirect_uris, **changes)
    answer = fields(old.authorize(response_type="code id_token token"))
    assert claims_of(answer["id_token"])["sub"] == sub(party)
    assert claims_of(answer["access_token"])["sub"] == sub(party)


def test_clients_of_one_sector_know_a_person_by_one_name(relying_party: RelyingParty) -> None:
    one = pairwise(relying_party, "one", redirect_uris=("https://portal.example.org/one",))
    two = pairwise(relying_party, "two", redirect_uris=("https://portal.example.org/two",))
    assert sub(one) == sub(two)


def test_clients_of_two_sectors_know_a_person_by_two_names(relying_party: RelyingParty) -> None:
    one = pairwise(relying_party, "one", redirect_uris=("https://one.example.org/",))
    two = pairwise(relying_party, "two", redirect_uris=("https://two.example.org/",))
    assert sub(one) != sub(two)


def test_a_named_sector_joins_hosts(relying_party: RelyingParty) -> None:
    one = pairwise(
        relying_party, "one", redirect_uris=("https://one.example.org/",),
        sector_identifier_uri="https://board.example.org/portals.json",
    )  # fmt: skip
    two = pairwise(
        relying_party, "two", redirect_uris=("https://two.example.org/",),
        sector="board.example.org",
    )  # fmt: skip
    assert sub(one) == sub(two)


def test_two_people_have_two_names(party: RelyingParty, provider: Provider) -> None:
    other = make_parent(provider, "louise.gagnon@exemple.quebec")
    assert sub(party) != sub(replace(party, session=sign_in(provider, other.account)))


def test_a_hint_names_who_it_was_given_for(party: RelyingParty, provider: Provider) -> None:
    hint = party.tokens()["id_token"]
    assert fields(party.authorize(id_token_hint=hint, prompt="none"))["code"]
    other = make_parent(provider, "louise.gagnon@exemple.quebec")
    elsewhere = replace(party, session=sign_in(provider, other.account))
    answer = fields(elsewhere.authorize(id_token_hint=hint, prompt="none"))
    assert answer["error"] == "login_required"


def test_a_person_is_asked_for_by_the_name_that_the_client_knows(
    party: RelyingParty, parent: Parent
) -> None:
    def asked(subject: str) -> str:
        return f'{{"id_token": {{"sub": {{"value": "{subject}"}}}}}}'

    assert fields(party.authorize(claims=asked(sub(party)), prompt="none"))["code"]
    # The account's own name is nobody's there: it must not tell whose session this is.
    answer = fields(party.authorize(claims=asked(parent.account.id), prompt="none"))
    assert answer["error"] == "login_required"
    assert isinstance(party.authorize(claims=asked(parent.account.id)), GoTo)


def test_another_person_who_signs_in_instead_is_told_to_the_client(
    party: RelyingParty, provider: Provider
) -> None:
    hint = party.tokens()["id_token"]
    waiting = replace(party, session=None).authorize(id_token_hint=hint)
    assert isinstance(waiting, GoTo)
    journey = waiting.uri.partition("journey=")[2]
    other = make_parent(provider, "louise.gagnon@exemple.quebec")
    answer = fields(party.resume(journey, sign_in(provider, other.account, journey)))
    assert answer["error"] == "login_required"


def test_several_hosts_need_a_named_sector(party: RelyingParty) -> None:
    hosts = ("https://one.example.org/", "https://two.example.org/")
    client = replace(party.client, redirect_uris=hosts)
    with pytest.raises(OperationError, match="sector_identifier_uri"):
        check_client(client, DAY)
    check_client(replace(client, subject_type=SubjectType.PUBLIC), DAY)
    check_client(replace(client, sector_identifier_uri="https://one.example.org/x"), DAY)
    with pytest.raises(OperationError, match="https"):
        check_client(replace(client, sector_identifier_uri="http://127.0.0.1/x"), DAY)
