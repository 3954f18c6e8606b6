"""Authorization details: asked for, kept, told again wherever a token is (RFC 9396)."""

import json

import pytest
from msgspec.structs import replace

from idp.ids import ClientId
from idp.storage import ActingTransaction
from tests.conftest import register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, claims_of, fields, journey_of, page, post

ABSENCES = {
    "type": "absences",
    "actions": ["declare"],
    "locations": ["https://a.example.org"],
    "child": {"number": 1},
}


@pytest.fixture
def asker(relying_party: RelyingParty) -> RelyingParty:
    """A client registered for one type."""
    client = replace(
        relying_party.client, id=ClientId("asker"), authorization_details_types=("absences",)
    )
    secret = register(relying_party.provider, client).secret
    return replace(relying_party, client=client, secret=secret)


def test_details_are_told_by_every_token(asker: RelyingParty) -> None:
    tokens = asker.tokens(authorization_details=json.dumps([ABSENCES]))
    assert tokens["authorization_details"] == [ABSENCES]
    assert claims_of(tokens["access_token"])["authorization_details"] == [ABSENCES]
    assert "authorization_details" not in claims_of(tokens["id_token"])
    renewed = asker.refresh(tokens["refresh_token"])
    assert renewed["authorization_details"] == [ABSENCES]
    form = {
        "client_id": asker.client.id,
        "client_secret": asker.secret,
        "token": renewed["access_token"],
    }
    assert asker.provider.protocol.introspection.answer(post(form))["authorization_details"] == [
        ABSENCES
    ]


def test_without_details_nothing_is_told(asker: RelyingParty) -> None:
    tokens = asker.tokens()
    assert "authorization_details" not in tokens
    assert "authorization_details" not in claims_of(tokens["access_token"])


@on_one_database
@pytest.mark.parametrize(
    "details",
    [
        "x",
        "{}",
        "[]",
        "null",
        "[1]",
        "[null]",
        "[[]]",
        "[{}]",
        '[{"type": "payments"}]',
        '[{"type": ["absences"]}]',
        '[{"type": "absences"}, {"type": "payments"}]',
        '[{"type": "absences", "actions": "declare"}]',
        '[{"type": "absences", "locations": [1]}]',
        '[{"type": "absences", "identifier": 1}]',
        '[{"type": "absences", "amount": NaN}]',
        "[" * 8_000,
    ],
)
def test_details_that_are_not_good_are_refused(asker: RelyingParty, details: str) -> None:
    answer = fields(asker.authorize(authorization_details=details))
    assert answer["error"] == "invalid_authorization_details"


@on_one_database
def test_a_client_without_types_asks_for_none(relying_party: RelyingParty) -> None:
    details = json.dumps([ABSENCES])
    answer = fields(relying_party.authorize(authorization_details=details))
    assert answer["error"] == "invalid_authorization_details"


def test_details_are_agreed_to_one_by_one(relying_party: RelyingParty) -> None:
    client = replace(
        relying_party.client,
        id=ClientId("third-party"),
        authorization_details_types=("absences",),
        asks_consent=True,
    )
    secret = register(relying_party.provider, client).secret
    party = replace(relying_party, client=client, secret=secret)
    provider = party.provider
    wanted = json.dumps([ABSENCES])
    with provider.database.writing() as tx:
        session = provider.directory.sessions.find(tx, party.session or "")
        assert session is not None
        provider.directory.consents.give(
            ActingTransaction(tx),
            session.account_id,
            client.id,
            ("openid", "email", "offline_access"),
        )
    assert fields(party.authorize())["code"]
    asked = party.authorize(authorization_details=wanted)
    assert page(asked) == "/consentement"
    with provider.database.writing() as tx:
        journey = provider.journeys.waiting.get(tx, journey_of(asked))
        assert journey is not None
        agreed = journey.request.agreement(client)
        provider.directory.consents.give(
            ActingTransaction(tx), session.account_id, client.id, agreed
        )
    assert fields(party.authorize(authorization_details=wanted))["code"]
    other = json.dumps([{**ABSENCES, "actions": ["erase"]}])
    assert page(party.authorize(authorization_details=other)) == "/consentement"
