"""The UserInfo endpoint (OpenID Connect Core §5.3, RFC 6750)."""

import pytest
from msgspec.structs import replace

from idp.clients import Client
from idp.ids import ClientId
from idp.protocol.errors import InvalidRequestError, InvalidTokenError, ProtocolError
from idp.protocol.incoming import Incoming
from idp.protocol.protected_resource import refuse
from idp.storage import ActingTransaction
from idp.tokens.revocation import revoke_session
from tests.conftest import TestClock, register
from tests.relying_party import RelyingParty, claims_of, page, post


def test_it_answers_get_and_post_by_header_and_by_form(relying_party: RelyingParty) -> None:
    token = relying_party.tokens()["access_token"]
    answer = relying_party.provider.protocol.userinfo.answer
    expected = relying_party.userinfo(token)
    assert expected["email"] == "marie.tremblay@exemple.quebec"
    assert answer(post({}, authorization=f"bearer {token}")) == expected
    assert answer(post({"access_token": token})) == expected


def test_the_subject_is_that_of_the_id_token(relying_party: RelyingParty) -> None:
    tokens = relying_party.tokens()
    assert (
        relying_party.userinfo(tokens["access_token"])["sub"]
        == claims_of(tokens["id_token"])["sub"]
    )


def test_two_tokens_in_a_request_are_one_too_many(relying_party: RelyingParty) -> None:
    token = relying_party.tokens()["access_token"]
    with pytest.raises(InvalidRequestError):
        relying_party.provider.protocol.userinfo.answer(
            post({"access_token": token}, authorization=f"Bearer {token}")
        )


def test_a_token_in_the_url_is_not_looked_at(relying_party: RelyingParty) -> None:
    token = relying_party.tokens()["access_token"]
    asked = Incoming("GET", (("access_token", token),), (), None)
    with pytest.raises(InvalidTokenError) as raised:
        relying_party.provider.protocol.userinfo.answer(asked)
    told = refuse(raised.value, asked).headers["WWW-Authenticate"]
    assert told == 'Bearer realm="parvis", DPoP algs="ES256 PS256 Ed25519 EdDSA"'


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer x", "Bearer a.b.c", "Token x"]
)
def test_anything_else_is_no_token(relying_party: RelyingParty, header: str) -> None:
    with pytest.raises(InvalidTokenError):
        relying_party.provider.protocol.userinfo.answer(Incoming("GET", (), (), header))


def test_a_token_lives_ten_minutes(relying_party: RelyingParty, clock: TestClock) -> None:
    token = relying_party.tokens()["access_token"]
    clock.advance(599)
    assert relying_party.userinfo(token)
    clock.advance(1)
    with pytest.raises(InvalidTokenError):
        relying_party.userinfo(token)


def test_signing_out_ends_what_was_granted_for_the_session_alone(
    relying_party: RelyingParty,
) -> None:
    provider = relying_party.provider
    brief = relying_party.tokens(scope="openid")
    lasting = relying_party.tokens(scope="openid offline_access")
    with provider.database.writing() as tx:
        session = provider.directory.sessions.find(tx, relying_party.session or "")
        assert session is not None
        revoke_session(tx, session.sid, provider.clock.seconds())
    with pytest.raises(InvalidTokenError):
        relying_party.userinfo(brief["access_token"])
    assert relying_party.userinfo(lasting["access_token"])


def test_a_scope_taken_from_the_client_is_gone_at_once(relying_party: RelyingParty) -> None:
    token = relying_party.tokens()["access_token"]
    register(relying_party.provider, replace(relying_party.client, scopes=("openid",)))
    assert relying_party.userinfo(token).keys() == {"sub"}


def test_a_narrowed_token_gives_less(relying_party: RelyingParty) -> None:
    refresh_token = relying_party.tokens()["refresh_token"]
    narrowed = relying_party.refresh(refresh_token, scope="openid")
    assert relying_party.userinfo(narrowed["access_token"]).keys() == {"sub"}


CLAIMS = '{"userinfo": {"email": null, "gpi_children": null, "iss": null, "is_admin": null}}'


def test_a_claim_asked_for_by_name_is_given_if_the_client_may_have_it(
    relying_party: RelyingParty,
) -> None:
    tokens = relying_party.tokens(scope="openid", claims=CLAIMS)
    assert relying_party.userinfo(tokens["access_token"]).keys() == {"sub", "email"}


def test_where_parents_are_asked_a_name_reaches_as_far_as_they_agreed(
    relying_party: RelyingParty,
) -> None:
    provider = relying_party.provider
    client: Client = replace(relying_party.client, id=ClientId("third"), asks_consent=True)
    third = replace(relying_party, client=client, secret=register(provider, client).secret)

    def agree(*names: str) -> None:
        with provider.database.writing() as tx:
            session = provider.directory.sessions.find(tx, third.session or "")
            assert session is not None
            acting = ActingTransaction(tx)
            provider.directory.consents.give(acting, session.account_id, client.id, names)

    agree("openid")
    assert page(third.authorize(scope="openid", claims=CLAIMS)) == "/consentement"
    agree("claim:email")
    tokens = third.tokens(scope="openid", claims=CLAIMS)
    assert third.userinfo(tokens["access_token"]).keys() == {"sub", "email"}


def test_a_client_credentials_token_is_nobodys(relying_party: RelyingParty) -> None:
    provider = relying_party.provider
    client = replace(
        relying_party.client, id=ClientId("machine"), grant_types=("client_credentials",)
    )
    machine = replace(relying_party, client=client, secret=register(provider, client).secret)
    token = machine.token({"grant_type": "client_credentials"})
    assert token.keys() == {"access_token", "token_type", "expires_in"}
    with pytest.raises(ProtocolError):
        machine.userinfo(token["access_token"])
