"""Twenty requests with one DPoP proof: it is good once (RFC 9449 §11.1)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from idp.protocol.errors import InvalidDpopProofError, InvalidGrantError
from idp.protocol.incoming import Incoming
from idp.wiring import Provider
from tests.conftest import Portal
from tests.key_holder import KeyHolder
from tests.specifications.test_client_authentication_matrix import basic

pytestmark = pytest.mark.race
MANY = 20


def test_one_of_twenty_uses_of_a_proof_succeeds(provider: Provider, portal: Portal) -> None:
    proof = KeyHolder(provider.settings.server.issuer, provider.clock).proof("/token")
    form = (("grant_type", "refresh_token"), ("refresh_token", "x"))
    header = basic(portal.client.id, portal.secret)
    asked = Incoming("POST", (), form, header, path="/token", dpop=proof)
    barrier = Barrier(MANY)

    def use(_: int) -> bool:
        barrier.wait(timeout=30)
        try:
            provider.protocol.token.answer(asked)
        except InvalidDpopProofError:
            return False
        except InvalidGrantError:
            return True
        raise AssertionError

    with ThreadPoolExecutor(MANY) as pool:
        assert sum(pool.map(use, range(MANY))) == 1
