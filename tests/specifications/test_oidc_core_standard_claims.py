"""What `profile`, `phone` and `address` release, and to whom (OpenID Connect Core §5)."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from msgspec.structs import replace
from typing_extensions import override

from idp.accounts import Details
from idp.app import create_app
from idp.clients import Profile
from idp.ids import ClientId
from idp.protocol.discovery import provider_metadata
from idp.storage import Statement, Transaction
from idp.tokens.active_grant import find_active_grant, find_granted_claims
from idp.wiring import Provider
from tests.accounts.test_details import TOLD, keep
from tests.conftest import START, Parent, register
from tests.relying_party import RelyingParty, claims_of, fields, journey_of, page
from tests.web.pages.person import Person

SCOPES = ("openid", "profile", "email", "phone", "address", "gpi", "offline_access")
PROFILE = {
    "name": "Marie-Ève Tremblay",
    "given_name": "Marie-Ève",
    "family_name": "Tremblay",
    "locale": "fr",
    "updated_at": START,
}
PHONE = {"phone_number": "+15145550199", "phone_number_verified": False}
ADDRESS = {
    "address": {
        "street_address": "1187, rue des Érables",
        "locality": "Montréal",
        "region": "Québec",
        "postal_code": "H2X 1Y4",
        "country": "Canada",
    }
}
ALL = PROFILE | PHONE | ADDRESS


@pytest.fixture
def told(provider: Provider, parent: Parent) -> None:
    """The parent told everything."""
    keep(provider, parent.account.id, TOLD)


@pytest.fixture
def party(relying_party: RelyingParty) -> RelyingParty:
    """A portal that may have all of it, and the ID token alone."""
    client = replace(
        relying_party.client,
        id=ClientId("greeter"),
        scopes=SCOPES,
        profile=Profile.LEGACY,
        grant_types=("authorization_code", "implicit"),
        response_types=("code", "id_token"),
    )
    registered = register(relying_party.provider, client)
    return replace(relying_party, client=client, secret=registered.secret)


def told_in(token: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in token.items() if name in ALL}


def by_userinfo(party: RelyingParty, scope: str, **asked: object) -> dict[str, Any]:
    claims = json.dumps({"userinfo": asked}) if asked else None
    tokens = party.tokens(scope=f"openid {scope}".strip(), claims=claims)
    assert told_in(claims_of(tokens["id_token"])) == {}
    return told_in(party.userinfo(tokens["access_token"]))


def by_id_token(party: RelyingParty, scope: str, **asked: object) -> dict[str, Any]:
    claims = json.dumps({"id_token": asked})
    return told_in(claims_of(party.tokens(scope=scope, claims=claims)["id_token"]))


def test_they_are_announced(provider: Provider) -> None:
    metadata = provider_metadata(("RS256",), provider.settings)
    assert {"profile", "phone", "address"} <= set(metadata["scopes_supported"])
    assert ALL.keys() <= set(metadata["claims_supported"])


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ("", {}),
        ("email", {}),
        ("profile", PROFILE),
        ("phone", PHONE),
        ("address", ADDRESS),
        ("profile phone address", ALL),
    ],
)
def test_a_scope_releases_its_claims_by_userinfo(
    party: RelyingParty, scope: str, claims: dict[str, Any]
) -> None:
    assert by_userinfo(party, scope) == claims


@pytest.mark.usefixtures("told")
def test_an_id_token_that_comes_alone_holds_them(party: RelyingParty) -> None:
    asked = {"response_type": "id_token", "scope": "openid profile phone address"}
    assert told_in(claims_of(fields(party.authorize(**asked))["id_token"])) == ALL


def test_what_was_not_told_is_no_claim(party: RelyingParty) -> None:
    # Not null and not empty either (§5.3.2).
    assert by_userinfo(party, "profile phone address") == {"locale": "fr"}


@pytest.mark.parametrize(
    ("details", "claims"),
    [
        (Details(given_name="Marie"), {"name": "Marie", "given_name": "Marie"}),
        (Details(family_name="Roy"), {"name": "Roy", "family_name": "Roy"}),
        (Details(phone_number="+33199001234"), PHONE | {"phone_number": "+33199001234"}),
        (Details(postal_code="H2X 1Y4"), {"address": {"postal_code": "H2X 1Y4"}}),
    ],
)
def test_of_what_was_told_in_part_that_part_is_released(
    party: RelyingParty, parent: Parent, details: Details, claims: dict[str, Any]
) -> None:
    keep(party.provider, parent.account.id, details)
    known = {"locale": "fr", "updated_at": START}
    assert by_userinfo(party, "profile phone address") == known | claims


def test_what_is_erased_is_gone_from_the_next_answer(party: RelyingParty, parent: Parent) -> None:
    keep(party.provider, parent.account.id, TOLD)
    token = party.tokens(scope="openid phone")["access_token"]
    assert told_in(party.userinfo(token)) == PHONE
    keep(party.provider, parent.account.id, Details())
    assert told_in(party.userinfo(token)) == {}


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("requested", [None, {"essential": True}, {"essential": False}, {}])
def test_a_claim_asked_for_by_name_comes_where_it_was_asked(
    party: RelyingParty, requested: object
) -> None:
    assert by_id_token(party, "openid", phone_number=requested) == {"phone_number": "+15145550199"}
    assert by_userinfo(party, "", name=requested, address=requested) == {
        "name": PROFILE["name"],
        **ADDRESS,
    }


@pytest.mark.parametrize("requested", [None, {"essential": True}])
def test_an_essential_claim_that_was_not_told_is_no_error(
    party: RelyingParty, requested: object
) -> None:
    assert (
        by_id_token(party, "openid", phone_number=requested, name=requested, address=requested)
        == {}
    )


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("requested", "comes"),
    [
        ({"value": "+15145550199"}, True),
        ({"values": ["+15145550100", "+15145550199"], "essential": True}, True),
        ({"value": "+15145550100"}, False),
        ({"value": None}, False),
        ({"values": []}, False),
        ({"values": "+15145550199"}, False),
    ],
)
def test_a_claim_asked_for_with_a_value_comes_with_it_or_not_at_all(
    party: RelyingParty, requested: object, comes: object
) -> None:
    assert bool(by_id_token(party, "openid", phone_number=requested)) is comes
    assert bool(by_userinfo(party, "", phone_number=requested)) is comes


@pytest.mark.usefixtures("told")
def test_a_scope_releases_its_claim_whatever_value_was_wished(party: RelyingParty) -> None:
    assert by_userinfo(party, "phone", phone_number={"value": "+15145550100"}) == PHONE


@pytest.mark.usefixtures("told")
def test_a_client_reaches_nothing_that_it_is_not_registered_for(
    relying_party: RelyingParty,
) -> None:
    asked = {"phone_number": {"essential": True}, "address": None}
    assert by_id_token(relying_party, "openid phone address", **asked) == {}
    assert by_userinfo(relying_party, "phone address", **asked) == {}


@pytest.mark.usefixtures("told")
def test_a_scope_taken_from_a_client_releases_nothing_more(party: RelyingParty) -> None:
    token = party.tokens(scope="openid phone address")["access_token"]
    register(party.provider, replace(party.client, scopes=("openid", "address")))
    assert told_in(party.userinfo(token)) == ADDRESS


@pytest.mark.usefixtures("told")
def test_a_claim_asked_for_by_name_is_released_once_the_parent_agreed_to_it(
    party: RelyingParty, parent: Parent
) -> None:
    at_home = Person(create_app(party.provider), party.provider)
    at_home.sign_in(parent.address, parent.password)
    client = replace(party.client, id=ClientId("asking"), asks_consent=True)
    secret = register(party.provider, client).secret
    asking = replace(party, client=client, secret=secret)
    agree(at_home, asking, scope="openid profile")
    assert by_userinfo(asking, "profile") == PROFILE
    named = json.dumps({"userinfo": {"phone_number": {"essential": True}, "email": None}})
    unheard = json.dumps({"id_token": {"shoe_size": None, "name": None}})
    assert fields(asking.authorize(scope="openid profile", claims=unheard))["code"]
    read = agree(at_home, asking, scope="openid profile", claims=named)
    assert "votre numéro de téléphone" in read
    assert "votre adresse courriel" in read
    assert "votre adresse postale" not in read
    token = asking.tokens(scope="openid profile", claims=named)["access_token"]
    number = {"phone_number": PHONE["phone_number"]}
    assert told_in(asking.userinfo(token)) == PROFILE | number
    other = json.dumps({"userinfo": {"address": None}})
    assert page(asking.authorize(scope="openid profile", claims=other)) == "/consentement"


def agree(person: Person, party: RelyingParty, **request: str) -> str:
    """Say yes on the page of consent to which `request` leads; return what it said."""
    asked = party.authorize(**request)
    assert page(asked) == "/consentement"
    read = person.open(f"/consentement?journey={journey_of(asked)}").text
    person.send(action="accept")
    return read


class Counted(Transaction):
    """A transaction that counts what it reads."""

    count = 0

    @override
    def _execute(self, statement: Statement, values: Mapping[str, Any]) -> None:
        self.count += 1
        super()._execute(statement, values)


@contextmanager
def counted(provider: Provider) -> Iterator[Counted]:
    database = provider.database
    with database.reading() as reading:
        tx = Counted(reading.taken, database.dialect)
        yield tx
        tx.close()


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("scope", "statements"),
    [("openid", 0), ("openid email", 1), ("openid profile", 1), ("openid phone address", 1)],
)
def test_they_cost_one_statement_to_those_who_ask_and_none_to_others(
    party: RelyingParty, scope: str, statements: int
) -> None:
    provider = party.provider
    token = provider.tokens.access_tokens.read(party.tokens(scope=scope)["access_token"], START)
    assert token.grant_id is not None
    with provider.database.reading() as tx:
        grant = find_active_grant(tx, token.grant_id, START)
        granted = find_granted_claims(tx, token.grant_id, START)
    assert grant is not None
    assert granted is not None
    with counted(provider) as tx:
        provider.tokens.claims.for_id_token(tx, party.client, grant)
        assert tx.count == 0
        provider.tokens.claims.for_userinfo(tx, party.client, granted, grant.scope)
        assert tx.count == statements
