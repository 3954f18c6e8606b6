"""A client that publishes its keys changes them whenever it likes (OpenID Connect Core §10.1.1)."""

import json
from collections.abc import Iterator

import pytest
from joserfc.jwk import ECKey
from msgspec.structs import replace

from idp.clients import Profile
from idp.keys.algorithms import JoseKey
from idp.protocol.errors import InvalidClientError
from idp.settings import OutboundSettings, Settings
from idp.wiring import build
from tests.conftest import TestClock, make_parent
from tests.publisher import Publisher, publishing
from tests.relying_party import RelyingParty, fields, sign_in
from tests.signing_party import EC, SigningParty, signing_party

NEW = ECKey.generate_key("P-256", {"kid": "new"})


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as told:
        publish(told, EC)
        yield told


def publish(publisher: Publisher, *keys: JoseKey) -> None:
    publisher.body = json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


@pytest.fixture
def signer(
    house_settings: Settings, clock: TestClock, publisher: Publisher, relying_party: RelyingParty
) -> Iterator[SigningParty]:
    """A client with `jwks_uri`, at a house that may call its own machine."""
    provider = build(replace(house_settings, outbound=OutboundSettings(allow_loopback=True)), clock)
    parent = make_parent(provider, "louise.gagnon@exemple.quebec")
    party = replace(relying_party, provider=provider, session=sign_in(provider, parent.account))
    yield signing_party(
        party, Profile.DEFAULT, jwks=None, jwks_uri=f"{publisher.uri}/keys",
        request_object_signing_alg="ES256",
    )  # fmt: skip
    provider.database.close()


def test_registration_does_not_fetch_the_keys(signer: SigningParty, publisher: Publisher) -> None:
    assert signer.client.jwks_uri
    assert publisher.asked == []


def test_an_assertion_by_a_new_key_is_believed_within_a_minute(
    signer: SigningParty, publisher: Publisher, clock: TestClock
) -> None:
    refresh_token = signer.redeems(signer.code())["refresh_token"]
    publish(publisher, NEW)
    clock.advance(59)
    assert signer.refresh(refresh_token, client_secret=None, **signer.proof(NEW))["access_token"]
    assert publisher.asked == ["/keys"] * 2


def test_an_assertion_by_a_key_that_was_taken_back_is_refused(
    signer: SigningParty, publisher: Publisher, clock: TestClock
) -> None:
    code = signer.code()
    publish(publisher, NEW)
    with pytest.raises(InvalidClientError):
        signer.redeems(code)
    clock.advance(10)
    assert signer.redeem(code, client_secret=None, **signer.proof(NEW))["access_token"]


def test_a_request_object_by_a_new_key_is_believed(
    signer: SigningParty, publisher: Publisher, clock: TestClock
) -> None:
    assert fields(signer.sends(signer.signed(signer.claims())))["code"]
    publish(publisher, EC, NEW)
    clock.advance(10)
    assert fields(signer.sends(signer.signed(signer.claims(), key=NEW)))["code"]


def test_an_ordinary_client_calls_nobody(relying_party: RelyingParty, publisher: Publisher) -> None:
    assert relying_party.tokens()["id_token"]
    assert publisher.asked == []
