"""Requests pushed before the browser comes (RFC 9126, FAPI 2.0 Security Profile §5.3.2.2)."""

from typing import Any

import pytest
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Profile
from idp.ids import ClientId
from idp.journeys.arrival import GoTo
from idp.journeys.journey import Mark
from idp.limits.names import REQUEST_PUSHED_NETWORK
from idp.protocol.errors import (
    InvalidClientError,
    InvalidRequestError,
    InvalidRequestObjectError,
    NotRedirectableError,
    ProtocolError,
    TooManyRequestsError,
    UnsupportedResponseTypeError,
)
from idp.storage import Statement
from tests.conftest import TestClock, register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, fields, get, journey_of, page, post, sign_in
from tests.signing_party import RSA, SigningParty, signing_party
from tests.specifications.test_redirect_uri_attacks import ATTACKS
from tests.web_application import browser_of

PREFIX = "urn:ietf:params:oauth:request_uri:"


@pytest.fixture
def pusher(relying_party: RelyingParty) -> SigningParty:
    """A client of the FAPI 2.0 Security Profile."""
    return signing_party(relying_party, Profile.FAPI2)


def test_a_pushed_request_is_answered(pusher: SigningParty) -> None:
    pushed = pusher.push()
    assert pushed["request_uri"].startswith(PREFIX)
    assert len(pushed["request_uri"]) == len(PREFIX) + 43
    assert pushed["expires_in"] == 300
    answer = fields(pusher.opens(pushed["request_uri"]))
    assert answer["state"] == "the-state"
    assert answer["iss"] == pusher.provider.settings.server.issuer
    assert answer["code"]


def test_what_stands_beside_its_name_does_not_count(pusher: SigningParty) -> None:
    pushed = pusher.push(state=None)["request_uri"]
    answer = fields(
        pusher.opens(
            pushed,
            state="another",
            redirect_uri="https://evil.test/",
            prompt="none",
            response_mode="fragment",
        )
    )
    assert answer.keys() == {"code", "iss", "session_state"}


def test_it_is_answered_once(pusher: SigningParty) -> None:
    pushed = pusher.push()["request_uri"]
    assert fields(pusher.opens(pushed))["code"]
    with pytest.raises(NotRedirectableError):
        pusher.opens(pushed)


def test_it_may_be_opened_again_until_it_is_answered(
    pusher: SigningParty, clock: TestClock
) -> None:
    pushed = pusher.push()["request_uri"]
    stranger = replace(pusher, session=None)
    first, second = stranger.opens(pushed), stranger.opens(pushed)
    assert page(first) == page(second) == "/connexion"
    clock.advance(600)
    session = session_of(pusher)
    assert fields(pusher.resume(journey_of(second), session))["code"]
    # The other tab goes on from the portal's start instead of a second code.
    assert pusher.resume(journey_of(first), session) == GoTo("https://portal.example.org/")
    with pytest.raises(NotRedirectableError):
        pusher.opens(pushed)


def test_a_refusal_is_an_answer(pusher: SigningParty) -> None:
    pushed = pusher.push()["request_uri"]
    journey_id = journey_of(replace(pusher, session=None).opens(pushed))
    with pusher.provider.database.writing() as tx:
        journey = pusher.provider.journeys.waiting.get(tx, journey_id)
        assert journey is not None
        pusher.provider.journeys.waiting.mark(tx, journey, Mark.REFUSED)
    assert fields(pusher.resume(journey_id))["error"] == "access_denied"
    with pytest.raises(NotRedirectableError):
        pusher.opens(pushed)


def test_an_error_where_no_page_may_ask_is_an_answer(pusher: SigningParty) -> None:
    pushed = pusher.push(prompt="none")["request_uri"]
    assert fields(replace(pusher, session=None).opens(pushed))["error"] == "login_required"
    with pytest.raises(NotRedirectableError):
        pusher.opens(pushed)


def test_it_expires(pusher: SigningParty, clock: TestClock) -> None:
    pushed = pusher.push()["request_uri"]
    clock.advance(300)
    with pytest.raises(NotRedirectableError) as raised:
        pusher.opens(pushed)
    assert raised.value.code == "PRV-REQUEST-GONE"


def test_it_is_its_clients_alone(pusher: SigningParty) -> None:
    other = signing_party(pusher, Profile.DEFAULT)
    pushed = pusher.push()["request_uri"]
    with pytest.raises(NotRedirectableError):
        other.opens(pushed)
    assert fields(pusher.opens(pushed))["code"]


@on_one_database
@pytest.mark.parametrize(
    "request_uri", [PREFIX, PREFIX + "x", PREFIX + "\0", PREFIX + "\udcff", PREFIX + "a" * 9_000]
)
def test_a_name_that_nobody_gave_gets_a_page(pusher: SigningParty, request_uri: str) -> None:
    with pytest.raises(NotRedirectableError):
        pusher.opens(request_uri)


@on_one_database
def test_two_names_or_an_object_beside_it_get_a_page(pusher: SigningParty) -> None:
    pushed = pusher.push()["request_uri"]
    arrive = pusher.provider.journeys.arrival.arrive
    twice = get(("request_uri", pushed), client_id=pusher.client.id, request_uri=pushed)
    with pytest.raises(NotRedirectableError):
        arrive(twice, pusher.session, "192.0.2.7")
    with pytest.raises(NotRedirectableError):
        pusher.opens(pushed, request="e30.e30.")


@on_one_database
@pytest.mark.parametrize("profile", [Profile.FAPI2, Profile.DEFAULT])
def test_who_must_push_cannot_ask_by_the_browser(
    relying_party: RelyingParty, profile: Profile
) -> None:
    party = signing_party(relying_party, profile, require_pushed_authorization_requests=True)
    answer = fields(party.authorize())
    assert answer["error"] == "invalid_request"
    assert "code" not in answer
    signed = fields(party.sends(party.signed(party.claims())))
    assert signed["error"] == "invalid_request"


@on_one_database
@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"request_uri": PREFIX + "x"}, InvalidRequestError),
        ({"request_uri": "https://portal.example.org/request"}, InvalidRequestError),
        ({"redirect_uri": None}, InvalidRequestError),
        ({"redirect_uri": "https://evil.test/cb"}, InvalidRequestError),
        ({"redirect_uri": "https://portal.example.org/cb/x"}, InvalidRequestError),
        ({"code_challenge": None}, InvalidRequestError),
        ({"code_challenge": None, "code_challenge_method": None}, InvalidRequestError),
        ({"code_challenge_method": "plain"}, InvalidRequestError),
        ({"response_type": "code id_token"}, ProtocolError),
        ({"response_type": "token"}, UnsupportedResponseTypeError),
        ({"response_type": None}, InvalidRequestError),
        ({"response_mode": "fragment"}, InvalidRequestError),
        ({"prompt": "none login"}, InvalidRequestError),
        ({"request": "e30.e30."}, InvalidRequestObjectError),
        ({"client_assertion": "e30.e30.x"}, InvalidClientError),
    ],
    ids=str,
)
def test_a_request_that_is_not_good_is_refused_at_once(
    pusher: SigningParty, changes: dict[str, str | None], refused: type[ProtocolError]
) -> None:
    form: dict[str, str | None] = {
        **pusher.asks,
        "client_id": pusher.client.id,
        **pusher.proof(),
        **changes,
    }
    sent = {name: value for name, value in form.items() if value is not None}
    with pytest.raises(refused):
        pusher.provider.protocol.pushed_authorization.answer(post(sent), "192.0.2.7")


@on_one_database
@pytest.mark.parametrize("uri", ATTACKS)
def test_no_address_is_pushed_that_is_not_registered(pusher: SigningParty, uri: str) -> None:
    with pytest.raises(InvalidRequestError):
        pusher.push(redirect_uri=uri)


@on_one_database
def test_a_client_that_cannot_prove_itself_pushes_nothing(pusher: SigningParty) -> None:
    with pytest.raises(InvalidClientError):
        pusher.provider.protocol.pushed_authorization.answer(post(pusher.asks), "192.0.2.7")


@on_one_database
def test_a_request_object_may_be_pushed(pusher: SigningParty) -> None:
    pushed = pusher.push_form({"request": pusher.signed(pusher.claims(nonce="n" * 384))})
    assert fields(pusher.opens(pushed["request_uri"]))["state"] == "the-state"


@on_one_database
@pytest.mark.parametrize(
    "changes",
    [
        {"exp": None},
        {"nbf": None},
        {"iss": None},
        {"aud": None},
        {"aud": "https://another.example.org"},
        {"aud": ["https://another.example.org"]},
        {"iss": "another"},
        {"client_id": "another"},
        {"sub": "signer-fapi2"},
        {"seconds": (-120, -61)},
        {"seconds": (0, 3_601)},
        {"seconds": (-3_601, 10)},
        {"seconds": (61, 120)},
        {"request_uri": PREFIX + "x"},
        {"request": "e30.e30."},
        {"exp": "soon"},
        {"nbf": True},
    ],
    ids=str,
)
def test_a_pushed_object_is_held_to_message_signing(
    pusher: SigningParty, changes: dict[str, Any]
) -> None:
    now = pusher.provider.clock.seconds()
    if times := changes.pop("seconds", None):
        changes = {"nbf": now + times[0], "exp": now + times[1]}
    with pytest.raises(InvalidRequestObjectError):
        pusher.push_form({"request": pusher.signed(pusher.claims(**changes))})


@on_one_database
@pytest.mark.parametrize("changes", [{"nbf": 8}, {"aud": True}], ids=str)
def test_a_pushed_object_is_given_some_room(pusher: SigningParty, changes: dict[str, Any]) -> None:
    issuer = pusher.provider.settings.server.issuer
    good = (
        {"nbf": pusher.provider.clock.seconds() + 8}
        if "nbf" in changes
        else {"aud": [issuer, "https://another.example.org"]}
    )
    assert pusher.push_form({"request": pusher.signed(pusher.claims(**good))})["request_uri"]


@on_one_database
def test_a_pushed_object_is_not_signed_by_rs256(pusher: SigningParty) -> None:
    token = pusher.signed(pusher.claims(), algorithm="RS256", key=RSA)
    with pytest.raises(InvalidRequestObjectError):
        pusher.push_form({"request": token})


@on_one_database
def test_who_must_sign_cannot_push_plain_parameters(relying_party: RelyingParty) -> None:
    party = signing_party(relying_party, Profile.FAPI2, require_signed_request_object=True)
    with pytest.raises(InvalidRequestError):
        party.push()
    assert party.push_form({"request": party.signed(party.claims())})["request_uri"]


@on_one_database
def test_what_stands_outside_a_pushed_object_does_not_count(pusher: SigningParty) -> None:
    token = pusher.signed(pusher.claims(state=None))
    pushed = pusher.push_form({"request": token, "state": "outside", "response_mode": "jwt"})
    answer = fields(pusher.opens(pushed["request_uri"]))
    assert answer.keys() == {"code", "iss", "session_state"}


@on_one_database
def test_public_clients_push_within_the_limits_of_a_network(relying_party: RelyingParty) -> None:
    client = replace(
        relying_party.client,
        id=ClientId("public"),
        token_endpoint_auth_method=AuthenticationMethod.NONE,
    )
    register(relying_party.provider, client)
    form = post({**relying_party.asks, "client_id": "public"})
    assert relying_party.provider.protocol.pushed_authorization.answer(form, "192.0.2.7")[
        "request_uri"
    ]
    with relying_party.provider.database.writing() as tx:
        for _ in range(5_999):
            relying_party.provider.limits.charge(tx, REQUEST_PUSHED_NETWORK, "192.0.2.7")
    with pytest.raises(TooManyRequestsError):
        relying_party.provider.protocol.pushed_authorization.answer(form, "192.0.2.7")


@on_one_database
def test_the_endpoint_answers_201_and_takes_posts_alone(pusher: SigningParty) -> None:
    browser = browser_of(pusher.provider)
    form = {**pusher.asks, "client_id": pusher.client.id, **pusher.proof()}
    response = browser.post("/par", data=form)
    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store"
    assert response.get_json().keys() == {"request_uri", "expires_in"}
    assert browser.get("/par").status_code == 405
    assert browser.put("/par").status_code == 405
    refused = browser.post("/par", data={**form, **pusher.proof(), "request_uri": "x"})
    assert refused.status_code == 400
    assert refused.get_json()["error"] == "invalid_request"
    assert browser.post("/par?client_id=x", data=form).status_code == 400
    assert browser.post("/par", data={"client_id": pusher.client.id}).status_code == 401


def test_no_copy_of_the_database_tells_a_pushed_request(pusher: SigningParty) -> None:
    pushed = pusher.push(login_hint="marie@exemple.quebec")["request_uri"]
    with pusher.provider.database.reading() as tx:
        rows = tx.rows(Statement("SELECT id_hash, request_sealed FROM pushed_request"))
    stored = b"".join(bytes(value) for row in rows for value in row)
    assert b"marie" not in stored
    assert pushed.removeprefix(PREFIX).encode() not in stored


def session_of(party: RelyingParty) -> str:
    provider = party.provider
    with provider.database.reading() as tx:
        found = provider.directory.sessions.find(tx, party.session or "")
        account = None if found is None else provider.directory.accounts.get(tx, found.account_id)
    if account is None:
        pytest.fail("nobody is signed in")
    return sign_in(provider, account)


def test_a_pushed_object_names_no_other_client(pusher: SigningParty) -> None:
    token = pusher.signed(pusher.claims(client_id="another"))
    with pytest.raises(InvalidRequestObjectError):
        pusher.provider.protocol.pushed_authorization.answer(
            post({"request": token, **pusher.proof()}), "192.0.2.7"
        )
