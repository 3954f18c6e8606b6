"""A pushed request that is opened in many tabs at once is answered once (RFC 9126 §4)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from idp.clients import Profile
from idp.journeys.arrival import GoTo
from idp.protocol.authorization.respond import AuthorizationResponse
from idp.protocol.errors import NotRedirectableError
from tests.relying_party import RelyingParty
from tests.signing_party import signing_party

pytestmark = pytest.mark.race
MANY = 50


def test_one_of_fifty_tabs_is_answered(relying_party: RelyingParty) -> None:
    party = signing_party(relying_party, Profile.FAPI2)
    request_uri = party.push()["request_uri"]
    barrier = Barrier(MANY)

    def open_tab(_: int) -> AuthorizationResponse | GoTo | NotRedirectableError:
        barrier.wait(timeout=30)
        try:
            return party.opens(request_uri)
        except NotRedirectableError as error:
            return error

    with ThreadPoolExecutor(MANY) as pool:
        outcomes = list(pool.map(open_tab, range(MANY)))
    assert sum(isinstance(each, AuthorizationResponse) for each in outcomes) == 1
