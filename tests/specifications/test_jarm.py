"""Answers that are signed as a whole, errors included (JARM §2, §3)."""

import pytest
from joserfc import jwt
from msgspec.structs import replace

from idp.clients import Profile
from idp.ids import ClientId
from idp.journeys.journey import Mark
from idp.protocol.authorization.respond import AuthorizationResponse
from idp.protocol.errors import NotRedirectableError
from idp.wiring import Provider
from tests.conftest import register
from tests.databases import on_one_database
from tests.relying_party import (
    Changes,
    RelyingParty,
    claims_of,
    fields,
    get,
    journey_of,
    part_of,
)

pytestmark = on_one_database


def opened(provider: Provider, token: str, algorithm: str = "RS256") -> dict[str, object]:
    """Return what the answer says, its signature checked by the published key it names."""
    header = part_of(token, 0)
    key = provider.keys.verifying(header["kid"])
    assert key is not None
    assert header["alg"] == algorithm
    return dict(jwt.decode(token, key.jose, algorithms=[algorithm]).claims)


@pytest.mark.parametrize(
    ("mode", "carrier"),
    [
        ("jwt", "query"),
        ("query.jwt", "query"),
        ("fragment.jwt", "fragment"),
        ("form_post.jwt", "form_post"),
    ],
)
def test_the_answer_is_one_signed_field(
    relying_party: RelyingParty, mode: str, carrier: str
) -> None:
    provider = relying_party.provider
    answer = relying_party.authorize(response_mode=mode)
    assert isinstance(answer, AuthorizationResponse)
    assert answer.to.mode.carrier == carrier
    assert [name for name, _ in answer.fields] == ["response"]
    claims = opened(provider, fields(answer)["response"])
    assert claims["iss"] == provider.settings.server.issuer
    assert claims["aud"] == relying_party.client.id
    assert claims["exp"] == provider.clock.seconds() + 120
    assert claims["state"] == "the-state"
    assert relying_party.redeem(str(claims["code"]))["id_token"]


def test_the_natural_mode_of_tokens_is_the_fragment(legacy_party: RelyingParty) -> None:
    answer = legacy_party.authorize(response_type="code id_token", response_mode="jwt")
    assert isinstance(answer, AuthorizationResponse)
    assert "#response=" in answer.location
    assert claims_of(fields(answer)["response"]).keys() >= {"code", "id_token"}


@pytest.mark.parametrize(
    "changes",
    [{"scope": "x"}, {"response_type": "token"}, {"prompt": "none", "max_age": "-1"}],
)
def test_an_error_is_signed_as_well(
    relying_party: RelyingParty, changes: dict[str, Changes]
) -> None:
    answer = fields(relying_party.authorize(response_mode="form_post.jwt", **changes))
    claims = opened(relying_party.provider, answer["response"])
    assert claims["error"]
    assert claims["state"] == "the-state"


def test_a_refusal_on_a_page_is_signed_as_well(relying_party: RelyingParty) -> None:
    provider = relying_party.provider
    journey_id = journey_of(relying_party.authorize(response_mode="jwt", prompt="login"))
    with provider.database.writing() as tx:
        journey = provider.journeys.waiting.get(tx, journey_id)
        assert journey is not None
        provider.journeys.waiting.mark(tx, journey, Mark.REFUSED)
    answer = fields(relying_party.resume(journey_id))
    assert opened(provider, answer["response"])["error"] == "access_denied"


@pytest.mark.parametrize("algorithm", ["PS256", "ES256", "EdDSA"])
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # RFC 9864 gives it another name
def test_the_client_chooses_the_algorithm(relying_party: RelyingParty, algorithm: str) -> None:
    client = replace(
        relying_party.client,
        id=ClientId("other"),
        authorization_signed_response_alg=algorithm,
    )
    register(relying_party.provider, client)
    answer = fields(replace(relying_party, client=client).authorize(response_mode="jwt"))
    assert opened(relying_party.provider, answer["response"], algorithm)["code"]


def test_a_profile_without_rs256_signs_nothing_by_default(relying_party: RelyingParty) -> None:
    client = replace(relying_party.client, id=ClientId("other"), profile=Profile.FAPI2)
    register(relying_party.provider, client)
    answer = fields(replace(relying_party, client=client).authorize(response_mode="jwt"))
    assert answer["error"] == "invalid_request"


def test_a_signed_answer_is_no_id_token(relying_party: RelyingParty) -> None:
    response = fields(relying_party.authorize(response_mode="jwt"))["response"]
    answer = fields(relying_party.authorize(id_token_hint=response))
    assert answer["error"] == "invalid_request"
    with pytest.raises(NotRedirectableError):
        relying_party.provider.protocol.end_session.read(get(id_token_hint=response))
