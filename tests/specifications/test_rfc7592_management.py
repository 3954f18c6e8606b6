"""Clients that read, change and remove their own registration (RFC 7592)."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from idp.clients.registration import put_client
from idp.protocol.errors import InvalidClientError, InvalidTokenError, NotRedirectableError
from idp.settings import Settings
from tests.conftest import TestClock, make_parent
from tests.registering import CALLBACK, Answer, Registrant, house_with, registrant
from tests.relying_party import RelyingParty, get, post, sign_in


@pytest.fixture
def anybody(house_settings: Settings, clock: TestClock) -> Iterator[Registrant]:
    provider = house_with(house_settings, clock, mode="open")
    yield registrant(provider)
    provider.database.close()


@pytest.fixture
def known(anybody: Registrant) -> Answer:
    return anybody.register(client_name="Portail", scope="openid email")


def proves_itself(anybody: Registrant, known: Answer, secret: str) -> bool:
    form = {"client_id": known.content["client_id"], "token": "x", "client_secret": secret}
    try:
        anybody.provider.protocol.introspection.answer(post(form))
    except InvalidClientError:
        return False
    return True


def test_a_client_reads_what_it_is_registered_with(anybody: Registrant, known: Answer) -> None:
    answer = anybody.manage("GET", known)
    told_once = {"client_secret", "client_secret_expires_at"}
    expected = {name: each for name, each in known.content.items() if name not in told_once}
    assert (answer.status, answer.content) == (200, expected)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_name_is_looked_at_again_when_it_changes(anybody: Registrant, known: Answer) -> None:
    answer = anybody.change(known, client_name="Compte suspendu : payez sur evil.example")
    assert answer.error == (400, "invalid_client_metadata")
    assert anybody.manage("GET", known).content["client_name"] == "Portail"


def test_a_change_replaces_everything(anybody: Registrant, known: Answer) -> None:
    answer = anybody.change(known, policy_uri="https://portal.example.org/policy")
    assert answer.status == 200
    assert "client_name" not in answer.content
    assert answer.content["scope"] == "openid profile email offline_access"
    client = anybody.provider.directory.clients.find(known.content["client_id"])
    assert client is not None
    assert client.branding.policy_uri == "https://portal.example.org/policy"
    assert client.branding.name_fr == "portal.example.org"
    assert client.asks_consent
    assert client.self_registered
    assert anybody.manage("GET", known).content == answer.content


def test_a_change_is_checked_as_a_registration_is(anybody: Registrant, known: Answer) -> None:
    before = anybody.manage("GET", known).content
    refused: dict[str, dict[str, Any]] = {
        "invalid_redirect_uri": {"redirect_uris": ["http://portal.example.org/cb"]},
        "invalid_client_metadata": {"id_token_signed_response_alg": "none"},
        "unapproved_software_statement": {"software_statement": "a.b.c"},
    }
    for code, metadata in refused.items():
        assert anybody.change(known, **metadata).error == (400, code)
    assert anybody.manage("GET", known).content == before


@pytest.mark.parametrize(
    "member",
    [
        {"client_id": "another"},
        {"client_id": None},
        {"client_secret": "another"},
        {"client_secret": 1},
        {"registration_access_token": "x"},
        {"registration_client_uri": "https://evil.test/"},
        {"client_secret_expires_at": 1},
        {"client_id_issued_at": 1},
    ],
)
def test_a_client_cannot_say_what_is_ours_to_say(
    anybody: Registrant, known: Answer, member: dict[str, object]
) -> None:
    assert anybody.change(known, **member).error == (400, "invalid_client_metadata")


def test_its_own_secret_may_be_repeated(anybody: Registrant, known: Answer) -> None:
    secret = known.content["client_secret"]
    assert anybody.change(known, client_secret=secret).status == 200


def test_a_secret_stays_while_the_method_is_of_its_kind(anybody: Registrant, known: Answer) -> None:
    answer = anybody.change(known, token_endpoint_auth_method="client_secret_post")
    assert "client_secret" not in answer.content
    assert proves_itself(anybody, known, known.content["client_secret"])


def test_another_kind_of_method_makes_another_secret(anybody: Registrant, known: Answer) -> None:
    signs = anybody.change(known, token_endpoint_auth_method="client_secret_jwt")
    assert signs.content["client_secret"] != known.content["client_secret"]
    public = anybody.change(known, token_endpoint_auth_method="none")
    assert "client_secret" not in public.content
    again = anybody.change(known, token_endpoint_auth_method="client_secret_post")
    assert not proves_itself(anybody, known, known.content["client_secret"])
    assert not proves_itself(anybody, known, signs.content["client_secret"])
    assert proves_itself(anybody, known, again.content["client_secret"])


def test_what_an_administrator_gave_besides_is_kept(anybody: Registrant, known: Answer) -> None:
    client = anybody.provider.directory.clients.find(known.content["client_id"])
    assert client is not None
    given = replace(client, scopes=("openid", "gpi"), child_numbers=True, id_token_seconds=900)
    with anybody.provider.database.writing() as tx:
        put_client(tx, given, now=anybody.provider.clock.seconds())
    assert anybody.change(known, scope="openid gpi gpi.children").content["scope"] == "openid gpi"
    after = anybody.provider.directory.clients.find(known.content["client_id"])
    assert after is not None
    assert (after.child_numbers, after.id_token_seconds) == (True, 900)


def test_a_client_that_is_removed_is_gone(anybody: Registrant, known: Answer) -> None:
    answer = anybody.manage("DELETE", known)
    assert (answer.status, answer.content) == (204, {})
    assert anybody.provider.directory.clients.find(known.content["client_id"]) is None
    assert not proves_itself(anybody, known, known.content["client_secret"])
    for method in ("GET", "DELETE"):
        assert anybody.manage(method, known).error == (401, "invalid_token")
    assert anybody.change(known).error == (401, "invalid_token")
    with anybody.provider.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM client_secret").all() == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_the_token_of_another_client_opens_nothing(
    anybody: Registrant, known: Answer, method: str
) -> None:
    other = anybody.register().content
    path = f"/register/{known.content['client_id']}"
    body = {"client_id": known.content["client_id"], "redirect_uris": [CALLBACK]}
    for token in (other["registration_access_token"], known.content["client_secret"], "x", "é"):
        answer = anybody.send(method, path, token, body)
        assert answer.error == (401, "invalid_token")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert anybody.manage("GET", known).status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_without_a_token_nothing_is_told(anybody: Registrant, known: Answer, method: str) -> None:
    answer = anybody.send(method, f"/register/{known.content['client_id']}", None, {})
    assert answer.status == 401
    assert "error=" not in answer.headers["WWW-Authenticate"]


def test_a_client_of_an_administrator_cannot_be_managed(anybody: Registrant, known: Answer) -> None:
    client = anybody.provider.directory.clients.find(known.content["client_id"])
    assert client is not None
    with anybody.provider.database.writing() as tx:
        put_client(tx, replace(client, id=type(client.id)("board")), now=1)
    token = known.content["registration_access_token"]
    for method in ("GET", "PUT", "DELETE"):
        assert anybody.send(method, "/register/board", token, {}).status == 401


def test_a_disabled_client_manages_nothing(anybody: Registrant, known: Answer) -> None:
    with anybody.provider.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE client SET disabled_at = 1")
    for method in ("GET", "DELETE"):
        assert anybody.manage(method, known).error == (401, "invalid_token")
    assert anybody.change(known).error == (401, "invalid_token")


def test_it_is_managed_after_registration_is_closed(
    known: Answer, house_settings: Settings, clock: TestClock
) -> None:
    provider = house_with(house_settings, clock)
    closed = registrant(provider)
    assert closed.register().status == 403
    assert closed.manage("GET", known).status == 200
    assert closed.manage("DELETE", known).status == 204
    provider.database.close()


def party_of(anybody: Registrant, known: Answer) -> RelyingParty:
    """Return the client at work for a parent who need not be asked."""
    client = anybody.provider.directory.clients.find(known.content["client_id"])
    assert client is not None
    with anybody.provider.database.writing() as tx:
        put_client(tx, replace(client, asks_consent=False), now=1)
    anybody.provider.directory.clients.forget()
    parent = make_parent(anybody.provider, "louise.gagnon@exemple.quebec")
    session = sign_in(anybody.provider, parent.account)
    return RelyingParty(anybody.provider, client, known.content["client_secret"], session)


def test_tokens_of_a_removed_client_open_nothing(anybody: Registrant) -> None:
    known = anybody.register(
        token_endpoint_auth_method="client_secret_post",
        grant_types=["authorization_code", "refresh_token"],
    )
    party = party_of(anybody, known)
    tokens = party.tokens()
    assert party.userinfo(tokens["access_token"])["sub"]
    anybody.manage("DELETE", known)
    with pytest.raises(InvalidTokenError):
        party.userinfo(tokens["access_token"])
    with pytest.raises(InvalidClientError):
        party.refresh(tokens["refresh_token"])


def test_who_holds_no_token_cannot_make_us_read_every_client_again(
    anybody: Registrant, known: Answer
) -> None:
    before = anybody.provider.directory.clients.find(known.content["client_id"])
    path = f"/register/{known.content['client_id']}"
    assert anybody.send("GET", path, "another token").status == 401
    assert anybody.provider.directory.clients.find(known.content["client_id"]) is before


def test_nobody_is_sent_after_signing_out_to_a_client_that_nobody_looked_at(
    anybody: Registrant,
) -> None:
    bye = "https://portal.example.org/bye"
    known = anybody.register(
        post_logout_redirect_uris=[bye], token_endpoint_auth_method="client_secret_post"
    )
    read = anybody.provider.protocol.end_session.read
    for named in ({}, {"client_id": str(known.content["client_id"])}):
        with pytest.raises(NotRedirectableError):
            read(get(post_logout_redirect_uri=bye, **named))
    party = party_of(anybody, known)
    hint = party.tokens(scope="openid")["id_token"]
    assert read(get(id_token_hint=hint, post_logout_redirect_uri=bye)).return_uri == bye
