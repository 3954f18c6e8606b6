"""Nothing forged buys a token or names a person at the token endpoint and by CIBA (RFC 8725).

The forgeries are those of `test_forged_tokens`, on what these grants read.
"""

from typing import Any

import pytest
from msgspec.structs import replace

from idp.clients.checks import CIBA, JWT_BEARER, TOKEN_EXCHANGE
from idp.ids import ClientId, new_id
from idp.protocol.errors import InvalidGrantError, InvalidRequestError
from idp.protocol.token.grants.token_exchange import ACCESS_TOKEN, ID_TOKEN
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent, register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, post
from tests.signing_party import JWKS, RSA
from tests.specifications.test_forged_tokens import Forge, forge, forged

pytestmark = on_one_database
__all__ = ["forge"]  # the fixture: every way of forging that is known here
AUDIENCE = "https://meals.example.org/"
HEADER = {"alg": "RS256", "kid": "rsa", "typ": "JWT"}


def with_grant(party: RelyingParty, **changes: Any) -> RelyingParty:  # noqa: ANN401
    client = replace(party.client, jwks=JWKS, **changes)
    return replace(party, client=client, secret=register(party.provider, client).secret)


def said_by(party: RelyingParty, **more: object) -> dict[str, Any]:
    now = party.provider.clock.seconds()
    names = {"iss": party.client.id, "aud": party.provider.settings.server.issuer}
    return {**names, "iat": now, "nbf": now, "exp": now + 120, "jti": new_id(), **more}


def test_a_forged_token_is_exchanged_for_nothing(relying_party: RelyingParty, forge: Forge) -> None:
    by = with_grant(
        relying_party,
        grant_types=("authorization_code", TOKEN_EXCHANGE),
        token_exchange_audiences=(AUDIENCE,),
        token_exchange_id_tokens=True,
    )
    tokens = by.tokens(scope="openid email")
    asked = {"grant_type": TOKEN_EXCHANGE, "audience": AUDIENCE, "scope": "email"}
    good = {"subject_token": tokens["access_token"], "subject_token_type": ACCESS_TOKEN}
    for name, kind in (("access_token", ACCESS_TOKEN), ("id_token", ID_TOKEN)):
        token = forged(by, tokens[name], forge)
        with pytest.raises(InvalidRequestError):
            by.token({**asked, "subject_token": token, "subject_token_type": kind})
    actor = forged(by, tokens["access_token"], forge)
    with pytest.raises(InvalidRequestError):
        by.token({**asked, **good, "actor_token": actor, "actor_token_type": ACCESS_TOKEN})
    assert by.token({**asked, **good})["access_token"]


def test_a_forged_assertion_speaks_for_nobody(
    relying_party: RelyingParty, parent: Parent, forge: Forge
) -> None:
    party = with_grant(relying_party, grant_types=(JWT_BEARER,), redirect_uris=())
    claims = said_by(party, sub=parent.account.id)
    for _ in range(2):
        with pytest.raises((InvalidGrantError, InvalidRequestError)):
            party.token({"grant_type": JWT_BEARER, "assertion": forge(HEADER, claims, RSA)})


def test_a_forged_hint_or_request_writes_to_nobody(
    relying_party: RelyingParty, parent: Parent, forge: Forge
) -> None:
    party = with_grant(relying_party, grant_types=("authorization_code", CIBA))
    named = {"format": "email", "email": parent.address}
    tokens = party.tokens(scope="openid")
    hints = {
        "login_hint_token": forge(HEADER, said_by(party, sub_id=named), RSA),
        "id_token_hint": forged(party, tokens["id_token"], forge),
        "request": forge(HEADER, said_by(party, scope="openid", login_hint=parent.address), RSA),
    }
    signer = with_grant(
        party,
        id=ClientId("signer"),
        grant_types=(CIBA,),
        backchannel_authentication_request_signing_alg="RS256",
    )
    for name, token in hints.items():
        by = signer if name == "request" else party
        form = {"client_id": str(by.client.id), "client_secret": by.secret, name: token}
        if name != "request":
            form["scope"] = "openid"
        with pytest.raises(InvalidRequestError):
            by.provider.protocol.backchannel_authentication.answer(post(form))
    assert messages_in_outbox(party.provider, "approval") == []
