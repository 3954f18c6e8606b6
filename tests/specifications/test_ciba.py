"""CIBA in poll mode (CIBA Core 1.0, FAPI-CIBA): asked by a portal, answered after a message."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from msgspec.structs import replace

from idp.accounts import Session
from idp.clients import AuthenticationMethod
from idp.clients.checks import CIBA, check_client
from idp.errors import OperationError, PersonError
from idp.ids import ClientId, new_id
from idp.journeys.journey import Journey
from idp.journeys.steps import APPROVE, SIGN_IN
from idp.protocol.errors import (
    AccessDeniedError,
    AuthorizationPendingError,
    ExpiredTokenError,
    InvalidBindingMessageError,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    ProtocolError,
    SlowDownError,
    TooManyRequestsError,
    UnauthorizedClientError,
    UnknownUserIdError,
)
from idp.storage import ActingTransaction
from idp.wiring import Provider
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent, TestClock, make_parent, make_proof, register
from tests.databases import on_one_database
from tests.polling_party import visitor
from tests.relying_party import RelyingParty, changed, claims_of, page, post, sign_in
from tests.signing_party import EC, JWKS

WAIT = 5


class Counter(RelyingParty, frozen=True):
    """A portal at a school's counter, whose browser is not the parent's."""

    address: str = ""

    def ask(self, **changes: str | None) -> dict[str, Any]:
        asked = {"scope": "openid email offline_access", "login_hint": self.address}
        return self.send(changed(asked, changes))

    def send(self, form: dict[str, str]) -> dict[str, Any]:
        credentials = {"client_id": str(self.client.id), "client_secret": self.secret}
        return self.provider.protocol.backchannel_authentication.answer(
            post({**credentials, **form})
        )

    def signed(self, key: Any = EC, algorithm: str = "ES256", **changes: object) -> str:  # noqa: ANN401
        now = self.provider.clock.seconds()
        claims = {
            "iss": self.client.id,
            "aud": self.provider.settings.server.issuer,
            "exp": now + 300,
            "nbf": now,
            "iat": now,
            "jti": new_id(),
            "scope": "openid email",
            "login_hint": self.address,
            **changes,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": algorithm, "kid": key.kid}, kept, key, algorithms=[algorithm])

    def poll(self, auth_req_id: str, /, **changes: str | None) -> dict[str, Any]:
        return self.token({"grant_type": CIBA, "auth_req_id": auth_req_id}, **changes)

    @property
    def letters(self) -> list[str]:
        return messages_in_outbox(self.provider, "approval")

    def journey(self) -> Journey:
        """Follow the link of the last message."""
        link = re.findall(r"https?://\S+", self.letters[-1])[-1]
        assert urlsplit(link).path == "/demande"
        return self.provider.journeys.approvals.begin_by_link(
            dict(parse_qsl(urlsplit(link).query))["ref"], visitor()
        )

    def session_of_person(self) -> Session:
        with self.provider.database.reading() as tx:
            session = self.provider.directory.sessions.find(tx, self.session or "")
        assert session is not None
        return session

    def accept(self) -> None:
        self.provider.journeys.approvals.accept(
            self.journey(), self.client, self.session_of_person()
        )


def counter_of(party: RelyingParty, parent: Parent, **changes: Any) -> Counter:  # noqa: ANN401
    client = replace(
        party.client,
        id=ClientId("counter"),
        redirect_uris=(),
        grant_types=(CIBA, "refresh_token"),
        jwks=JWKS,
    )
    client = replace(client, **changes)
    secret = register(party.provider, client).secret
    return Counter(party.provider, client, secret, party.session, None, parent.address)


def hint_token(counter: Counter, parent: Parent, **changes: object) -> str:
    claims = {
        "iss": counter.client.id,
        "aud": counter.provider.settings.server.issuer,
        "exp": counter.provider.clock.seconds() + 60,
        "sub_id": {"format": "email", "email": parent.address},
        **changes,
    }
    return jwt.encode({"alg": "ES256", "kid": "ec"}, claims, EC)


@pytest.fixture
def counter(relying_party: RelyingParty, parent: Parent) -> Counter:
    """A school's counter."""
    return counter_of(relying_party, parent)


def test_no_word_of_a_client_that_registered_itself_travels(
    relying_party: RelyingParty, parent: Parent
) -> None:
    uris = ("https://portal.example.org/cb",)
    counter = counter_of(relying_party, parent, self_registered=True, redirect_uris=uris)
    counter.ask(binding_message="Comptoir 4")
    (letter,) = counter.letters
    assert "portal.example.org" in letter
    assert "Comptoir 4" not in letter
    assert counter.client.branding.name_fr not in letter


def test_the_parent_is_written_to_answers_and_the_portal_gets_tokens(
    counter: Counter, parent: Parent, clock: TestClock
) -> None:
    signed_in_at = counter.session_of_person().auth_time
    asked = counter.ask(binding_message="Comptoir 4")
    assert (asked["expires_in"], asked["interval"]) == (900, WAIT)
    with pytest.raises(AuthorizationPendingError):
        counter.poll(asked["auth_req_id"])
    (letter,) = counter.letters
    assert "Comptoir 4" in letter
    assert "Portail" in letter
    clock.advance(60)
    counter.accept()
    tokens = counter.poll(asked["auth_req_id"])
    claims = claims_of(tokens["id_token"])
    assert (claims["sub"], claims["auth_time"]) == (parent.account.id, signed_in_at)
    assert (claims["amr"], claims["acr"]) == (["pwd"], "urn:parvis:acr:password")
    assert counter.refresh(tokens["refresh_token"])["id_token"]
    clock.advance(WAIT)
    with pytest.raises(InvalidGrantError):
        counter.poll(asked["auth_req_id"])


def test_the_link_holds_nothing_about_anybody(counter: Counter, parent: Parent) -> None:
    asked = counter.ask(binding_message="Comptoir 4")
    (link,) = re.findall(r"https?://\S+", counter.letters[0])
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/demande\?ref=[A-Za-z0-9_-]{43}", link)
    assert asked["auth_req_id"] not in counter.letters[0]
    assert parent.account.id not in link


def test_polls_that_come_too_soon_slow_down(counter: Counter, clock: TestClock) -> None:
    code = counter.ask()["auth_req_id"]
    for error in (AuthorizationPendingError, SlowDownError):
        with pytest.raises(error):
            counter.poll(code)
    clock.advance(WAIT + 5)
    with pytest.raises(AuthorizationPendingError):
        counter.poll(code)


def test_a_refusal_reaches_the_portal(counter: Counter) -> None:
    asked = counter.ask()
    counter.provider.journeys.approvals.refuse(counter.journey(), None)
    with pytest.raises(AccessDeniedError):
        counter.poll(asked["auth_req_id"])
    with pytest.raises(PersonError, match="PRV-APPROVAL-GONE"):
        counter.journey()


def test_a_request_expires_when_it_was_asked_to(counter: Counter, clock: TestClock) -> None:
    asked = counter.ask(requested_expiry="30")
    assert asked["expires_in"] == 30
    clock.advance(30)
    with pytest.raises(ExpiredTokenError):
        counter.poll(asked["auth_req_id"])
    assert counter.ask(requested_expiry="99999")["expires_in"] == 900


def test_only_the_account_meant_may_answer(counter: Counter, clock: TestClock) -> None:
    asked = counter.ask()
    journey = counter.journey()
    other = make_parent(counter.provider, "jean@exemple.quebec")
    token = sign_in(counter.provider, other.account)
    with counter.provider.database.reading() as tx:
        session = counter.provider.directory.sessions.find(tx, token)
    assert session is not None
    counter.provider.journeys.approvals.accept(journey, counter.client, session)
    with pytest.raises(AuthorizationPendingError):
        counter.poll(asked["auth_req_id"])
    clock.advance(1)
    later = counter.journey()
    assert page(counter.resume(later.id, token)) in {SIGN_IN.path, APPROVE.path}
    clock.advance(1)
    with pytest.raises(PersonError, match="PRV-APPROVAL-OTHER"):
        counter.resume(later.id, sign_in(counter.provider, other.account, later.id))
    assert page(counter.resume(later.id)) == APPROVE.path


def test_an_unknown_address_looks_like_any_other(counter: Counter) -> None:
    asked = counter.ask(login_hint="personne@exemple.quebec")
    assert asked.keys() == counter.ask().keys()
    assert len(counter.letters) == 1
    with pytest.raises(AuthorizationPendingError):
        counter.poll(asked["auth_req_id"])


@on_one_database
def test_the_same_statements_are_run_for_known_and_unknown(
    counter: Counter, parent: Parent
) -> None:
    """What takes longer for one of them tells who has an account (`benchmarks.oracles`)."""
    provider = counter.provider
    run: list[str] = []
    # The one connection that this thread reads by, and the one that all write by.
    for begun in (provider.database.reading, provider.database.writing):
        with begun() as tx:
            tx.taken.driver.set_trace_callback(run.append)

    def statements(**hint: str | None) -> list[str]:
        run.clear()
        counter.ask(**hint)
        return [re.sub(r"X'[0-9A-F]*'|'[^']*'|\b\d+\b", "?", each) for each in run]

    def token(subject: str) -> str:
        return counter.signed(sub_id={"format": "iss_sub", "iss": provider.issuer, "sub": subject})

    statements()  # what is kept between requests is there afterwards
    known = statements()
    assert sum("INSERT INTO outbox" in each for each in known) == 1
    assert statements(login_hint="personne@exemple.quebec") == known
    by_subject = statements(login_hint=None, login_hint_token=token(parent.account.id))
    assert by_subject == statements(login_hint=None, login_hint_token=token(new_id()))
    assert len(by_subject) > len(known)


def test_a_disabled_account_looks_like_an_unknown_one(counter: Counter, parent: Parent) -> None:
    with counter.provider.database.writing() as tx:
        counter.provider.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
    assert counter.ask()["auth_req_id"]
    assert counter.letters == []


def test_a_client_that_may_be_told_is_told(relying_party: RelyingParty, parent: Parent) -> None:
    told = counter_of(relying_party, parent, backchannel_tells_unknown_users=True)
    with pytest.raises(UnknownUserIdError):
        told.ask(login_hint="personne@exemple.quebec")
    assert told.ask()["auth_req_id"]


def test_nobody_s_mailbox_is_flooded_known_or_not(counter: Counter) -> None:
    for address in (counter.address, "personne@exemple.quebec"):
        for _ in range(5):
            counter.ask(login_hint=address)
        with pytest.raises(TooManyRequestsError):
            counter.ask(login_hint=address.upper())
    assert len(counter.letters) == 5


SECOND = "marie.second@exemple.quebec"


def add_second_address(provider: Provider, parent: Parent) -> None:
    proof = make_proof(provider, SECOND)
    with provider.database.writing() as tx:
        provider.directory.addresses.add(ActingTransaction(tx), parent.account.id, proof)


def test_a_person_of_two_addresses_is_written_to_no_more_often(
    counter: Counter, parent: Parent
) -> None:
    """Nor is it told which addresses are one person's: what is too much is answered alike."""
    add_second_address(counter.provider, parent)
    answers = [
        counter.ask(login_hint=address) for address in (counter.address, SECOND) for _ in range(4)
    ]
    assert len(counter.letters) == 5
    assert {tuple(answer) for answer in answers} == {("auth_req_id", "expires_in", "interval")}
    assert counter.ask(login_hint="personne@exemple.quebec").keys() == answers[-1].keys()
    with pytest.raises(AuthorizationPendingError):
        counter.poll(answers[-1]["auth_req_id"])


def test_who_may_know_is_told_that_a_person_is_asked_too_often(
    relying_party: RelyingParty, parent: Parent
) -> None:
    told = counter_of(relying_party, parent, backchannel_tells_unknown_users=True)
    add_second_address(told.provider, parent)
    for _ in range(5):
        told.ask()
    with pytest.raises(TooManyRequestsError):
        told.ask(login_hint=SECOND)


def test_a_subject_and_an_address_of_one_person_count_together(
    counter: Counter, parent: Parent
) -> None:
    issuer = counter.provider.issuer
    named = {"format": "iss_sub", "iss": issuer, "sub": parent.account.id}
    for _ in range(4):
        counter.ask()
        counter.ask(login_hint=None, login_hint_token=hint_token(counter, parent, sub_id=named))
    assert len(counter.letters) == 5


def test_the_message_goes_to_the_address_that_is_stored(counter: Counter) -> None:
    counter.ask(login_hint=counter.address.upper())
    assert len(counter.letters) == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"login_hint": None}, InvalidRequestError),
        ({"id_token_hint": "x"}, InvalidRequestError),
        ({"login_hint": "no address"}, InvalidRequestError),
        ({"scope": "email"}, InvalidScopeError),
        ({"scope": None}, InvalidScopeError),
        ({"requested_expiry": "0"}, InvalidRequestError),
        ({"requested_expiry": "-1"}, InvalidRequestError),
        ({"requested_expiry": "soon"}, InvalidRequestError),
        ({"binding_message": "x" * 65}, InvalidBindingMessageError),
        ({"binding_message": "evil.example"}, InvalidBindingMessageError),
        ({"binding_message": "https://evil"}, InvalidBindingMessageError),
        ({"binding_message": "a\u202eb"}, InvalidBindingMessageError),
        ({"binding_message": "1234 \U0001f44d"}, InvalidBindingMessageError),
        ({"client_secret": "wrong"}, InvalidClientError),
        ({"client_secret": ""}, InvalidClientError),
    ],
)
def test_a_bad_request_writes_to_nobody(
    counter: Counter, changes: dict[str, str | None], error: type[ProtocolError]
) -> None:
    with pytest.raises(error):
        counter.ask(**changes)
    assert counter.letters == []


def test_another_client_gets_nothing(
    counter: Counter, relying_party: RelyingParty, parent: Parent
) -> None:
    other = counter_of(relying_party, parent, id=ClientId("other"))
    asked = counter.ask()
    counter.accept()
    for auth_req_id in (asked["auth_req_id"], "made-up"):
        with pytest.raises(InvalidGrantError):
            other.poll(auth_req_id)
    assert counter.poll(asked["auth_req_id"])["access_token"]


def test_only_registered_clients_may_ask(relying_party: RelyingParty, parent: Parent) -> None:
    stranger = counter_of(relying_party, parent, grant_types=("client_credentials",))
    with pytest.raises(UnauthorizedClientError):
        stranger.ask()
    with pytest.raises(UnauthorizedClientError):
        stranger.poll("x")


@pytest.mark.parametrize(
    "changes",
    [
        {"backchannel_authentication_request_signing_alg": "none"},
        {"backchannel_authentication_request_signing_alg": "ES256", "jwks": None},
        {"token_endpoint_auth_method": AuthenticationMethod.NONE},
    ],
)
def test_a_registration_that_could_not_work_is_refused(
    counter: Counter, changes: dict[str, Any]
) -> None:
    check_client(counter.client, 86_400)
    bad = replace(counter.client, **changes)
    with pytest.raises(OperationError):
        check_client(bad, 86_400)
