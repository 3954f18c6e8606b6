"""Twenty requests with one client assertion: it is good once (RFC 7523 §3, item 7)."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from msgspec.structs import replace

from idp.clients import AuthenticationMethod
from idp.ids import ClientId
from idp.protocol.errors import InvalidClientError
from idp.protocol.token.client_authentication.assertion import ASSERTION_TYPE
from tests.conftest import register
from tests.relying_party import RelyingParty, post

pytestmark = pytest.mark.race
MANY = 20


def test_one_of_twenty_uses_of_an_assertion_succeeds(relying_party: RelyingParty) -> None:
    provider = relying_party.provider
    key = ECKey.generate_key("P-256", {"kid": "k1"})
    client = replace(
        relying_party.client,
        id=ClientId("signer"),
        token_endpoint_auth_method=AuthenticationMethod.PRIVATE_KEY_JWT,
        jwks=json.dumps({"keys": [key.as_dict(private=False)]}),
    )
    register(provider, client)
    claims = {
        "iss": "signer",
        "sub": "signer",
        "aud": provider.settings.server.issuer,
        "jti": "once",
        "exp": provider.clock.seconds() + 60,
    }
    proof = jwt.encode({"alg": "ES256", "kid": "k1"}, claims, key)
    form = {"token": "x", "client_assertion": proof, "client_assertion_type": ASSERTION_TYPE}
    barrier = Barrier(MANY)

    def use(_: int) -> bool:
        barrier.wait(timeout=30)
        try:
            provider.protocol.revocation.answer(post(form))
        except InvalidClientError:
            return False
        return True

    with ThreadPoolExecutor(MANY) as pool:
        assert sum(pool.map(use, range(MANY))) == 1
