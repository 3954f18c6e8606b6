"""Devices without a keyboard (RFC 8628): two codes, one shown and one kept."""

import re

import pytest
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, MatchPolicy
from idp.clients.checks import DEVICE_CODE, check_client
from idp.errors import PersonError
from idp.ids import ClientId
from idp.journeys.steps import APPROVE, CONFIRM_CHILD, SIGN_IN
from idp.normalisation.user_code import ALPHABET
from idp.protocol.errors import (
    AccessDeniedError,
    AuthorizationPendingError,
    ExpiredTokenError,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    ProtocolError,
    SlowDownError,
    UnauthorizedClientError,
)
from idp.storage import Statement, Transaction
from tests.conftest import Parent, TestClock, make_parent
from tests.polling_party import DeviceParty, device_party, visitor
from tests.relying_party import RelyingParty, claims_of, page, sign_in

WAIT = 5


@pytest.fixture
def device(relying_party: RelyingParty) -> DeviceParty:
    """A television in the person's room."""
    return device_party(relying_party)


def test_the_answer_says_what_to_show_and_how_long_it_is_good(device: DeviceParty) -> None:
    asked = device.ask()
    issuer = device.provider.settings.server.issuer
    assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", asked["user_code"])
    assert asked["verification_uri"] == f"{issuer}/appareil"
    complete = f"{issuer}/appareil?user_code={asked['user_code']}"
    assert asked["verification_uri_complete"] == complete
    assert (asked["expires_in"], asked["interval"]) == (600, WAIT)
    assert len(asked["device_code"]) == 43


def test_what_was_accepted_is_given_once_and_says_how_the_person_signed_in(
    device: DeviceParty, parent: Parent, clock: TestClock
) -> None:
    signed_in_at = device.session_of_person().auth_time
    asked = device.ask()
    clock.advance(30)
    device.accept(asked["user_code"])
    clock.advance(30)
    tokens = device.poll(asked["device_code"])
    claims = claims_of(tokens["id_token"])
    assert claims["sub"] == parent.account.id
    assert claims["auth_time"] == signed_in_at
    assert (claims["amr"], claims["acr"]) == (["pwd"], "urn:parvis:acr:password")
    assert device.userinfo(tokens["access_token"])["email"] == parent.address
    assert device.refresh(tokens["refresh_token"])["access_token"]
    clock.advance(WAIT)
    with pytest.raises(InvalidGrantError):
        device.poll(asked["device_code"])
    # A second poll, an answer that was lost, is no theft: what was given stays good.
    assert device.userinfo(tokens["access_token"])["email"] == parent.address


def test_the_claim_of_the_school_is_computed_when_the_token_is_made(device: DeviceParty) -> None:
    asked = device.ask(scope="openid gpi")
    journey = device.journey(asked["user_code"])
    assert page(device.resume(journey.id)) == CONFIRM_CHILD.path


def test_a_portal_that_only_wants_to_know_is_told_what_is_missing(
    relying_party: RelyingParty,
) -> None:
    device = device_party(relying_party, match_policy=MatchPolicy.INFORM)
    asked = device.ask(scope="openid gpi")
    journey = device.journey(asked["user_code"])
    assert page(device.resume(journey.id)) == CONFIRM_CHILD.path
    device.provider.journeys.approvals.accept(journey, device.client, device.session_of_person())
    with pytest.raises(AuthorizationPendingError):
        device.poll(asked["device_code"])


def test_who_asks_too_soon_waits_longer_each_time(device: DeviceParty, clock: TestClock) -> None:
    code = device.ask()["device_code"]
    with pytest.raises(AuthorizationPendingError):
        device.poll(code)
    clock.advance(WAIT)
    with pytest.raises(AuthorizationPendingError):
        device.poll(code)
    clock.advance(1)
    with pytest.raises(SlowDownError):
        device.poll(code)
    clock.advance(WAIT)
    with pytest.raises(SlowDownError):
        device.poll(code)
    clock.advance(WAIT + 5 + 5)
    with pytest.raises(AuthorizationPendingError):
        device.poll(code)


def test_a_poll_writes_only_what_slows_it_down_or_spends_the_code(
    device: DeviceParty, clock: TestClock
) -> None:
    asked = device.ask()
    begun: list[Transaction] = []

    def writes(error: type[ProtocolError] | None) -> int:
        begun.clear()
        with device.provider.database.guarded(begun.append):
            if error is None:
                device.poll(asked["device_code"])
            else:
                with pytest.raises(error):
                    device.poll(asked["device_code"])
        return len(begun)

    assert writes(AuthorizationPendingError) == 0
    clock.advance(WAIT)
    assert writes(AuthorizationPendingError) == 0
    assert writes(SlowDownError) == 1
    device.accept(asked["user_code"])
    assert writes(None) == 1
    assert writes(InvalidGrantError) == 1
    clock.advance(600)
    assert writes(ExpiredTokenError) == 0


def test_nobody_is_made_to_wait_for_more_than_a_minute(
    device: DeviceParty, clock: TestClock
) -> None:
    code = device.ask()["device_code"]
    with pytest.raises(AuthorizationPendingError):
        device.poll(code)
    begun: list[Transaction] = []
    with device.provider.database.guarded(begun.append):
        for _ in range(20):
            with pytest.raises(SlowDownError):
                device.poll(code)
    assert len(begun) == 11
    clock.advance(60)
    with pytest.raises(AuthorizationPendingError):
        device.poll(code)


def test_a_refusal_reaches_the_device_and_is_final(device: DeviceParty, clock: TestClock) -> None:
    asked = device.ask()
    journey = device.journey(asked["user_code"])
    device.refuse(asked["user_code"])
    with pytest.raises(AccessDeniedError):
        device.poll(asked["device_code"])
    with pytest.raises(PersonError, match="PRV-APPROVAL-GONE"):
        device.provider.journeys.approvals.accept(
            journey, device.client, device.session_of_person()
        )
    clock.advance(WAIT)
    with pytest.raises(AccessDeniedError):
        device.poll(asked["device_code"])


def test_codes_expire_accepted_or_not(device: DeviceParty, clock: TestClock) -> None:
    first, second = device.ask(), device.ask()
    journey = device.journey(first["user_code"])
    device.accept(second["user_code"])
    clock.advance(600)
    with pytest.raises(PersonError, match="PRV-APPROVAL-GONE"):
        device.provider.journeys.approvals.accept(
            journey, device.client, device.session_of_person()
        )
    with pytest.raises(PersonError, match="PRV-USER-CODE-UNKNOWN"):
        device.journey(first["user_code"])
    for each in (first, second):
        with pytest.raises(ExpiredTokenError):
            device.poll(each["device_code"])


def test_another_client_gets_nothing_and_spoils_nothing(
    device: DeviceParty, relying_party: RelyingParty
) -> None:
    other = device_party(relying_party, id=ClientId("other"))
    asked = device.ask()
    device.accept(asked["user_code"])
    with pytest.raises(InvalidGrantError):
        other.poll(asked["device_code"])
    assert device.poll(asked["device_code"])["access_token"]


@pytest.mark.parametrize("code", ["", "x", "BCDF-GHJK", "é" * 43, "a" * 8_193])
def test_a_made_up_code_is_refused(device: DeviceParty, code: str) -> None:
    with pytest.raises((InvalidGrantError, InvalidRequestError)):
        device.poll(code)


def test_an_accepted_device_code_is_no_authorization_code(relying_party: RelyingParty) -> None:
    both = device_party(
        relying_party,
        redirect_uris=("https://portal.example.org/cb",),
        response_types=("code",),
        grant_types=("authorization_code", DEVICE_CODE),
    )
    asked = both.ask()
    both.accept(asked["user_code"])
    for redirect_uri in ("", "https://portal.example.org/cb"):
        with pytest.raises((InvalidGrantError, InvalidRequestError)):
            both.redeem(asked["device_code"], redirect_uri=redirect_uri, code_verifier=None)
    code = both.code(scope="openid")
    with pytest.raises(InvalidGrantError):
        both.poll(code)


def test_only_registered_clients_may_ask_and_poll(relying_party: RelyingParty) -> None:
    stranger = device_party(relying_party, grant_types=("client_credentials",))
    with pytest.raises(UnauthorizedClientError):
        stranger.ask()
    with pytest.raises(UnauthorizedClientError):
        stranger.poll("x")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_secret": "wrong"}, InvalidClientError),
        ({"client_secret": None}, InvalidClientError),
        ({"scope": "email"}, InvalidScopeError),
        ({"resource": "https://elsewhere.example.org/"}, ProtocolError),
    ],
)
def test_a_bad_request_is_given_no_code(
    device: DeviceParty, changes: dict[str, str | None], error: type[ProtocolError]
) -> None:
    with pytest.raises(error):
        device.ask(**changes)


def test_a_client_without_a_secret_may_ask_and_its_refresh_tokens_rotate(
    relying_party: RelyingParty,
) -> None:
    public = device_party(relying_party, token_endpoint_auth_method=AuthenticationMethod.NONE)
    asked = public.ask(client_secret=None)
    public.accept(asked["user_code"])
    assert public.poll(asked["device_code"], client_secret=None)["refresh_token"]


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: f"  {code[:2]} {code[2:4]}.{code[5:]} ",
        lambda code: code.replace("-", "\u2011"),
        lambda code: code.translate(str.maketrans("SZGB", "5268")),
        lambda code: "".join(chr(ord(each) + 0xFEE0) if each != "-" else each for each in code),
    ],
)
def test_the_code_is_understood_however_it_is_typed(device: DeviceParty, spell: object) -> None:
    assert callable(spell)
    assert device.journey(spell(device.ask()["user_code"])).client_id == device.client.id


@pytest.mark.parametrize("typed", ["", "BCDF", "BCDF-GHJA", "BCDF-GHJKL", "B" * 65, "☃" * 8])
def test_what_cannot_be_a_code_says_so(device: DeviceParty, typed: str) -> None:
    with pytest.raises(PersonError, match="PRV-USER-CODE-SHAPE"):
        device.journey(typed)


def test_guessing_codes_ends_for_an_account_and_for_a_network(device: DeviceParty) -> None:
    provider, right = device.provider, device.ask()["user_code"]
    for _ in range(10):
        with pytest.raises(PersonError, match="PRV-USER-CODE-UNKNOWN"):
            device.journey("BBBB-BBBB")
    with pytest.raises(PersonError, match="PRV-TOO-MANY"):
        device.journey(right)
    # Another network without an account still has its own share.
    somewhere = visitor(network="198.51.100.9")
    for _ in range(100):
        with pytest.raises(PersonError, match="PRV-USER-CODE-UNKNOWN"):
            provider.journeys.approvals.begin_by_code("BBBB-BBBB", somewhere, None)
    with pytest.raises(PersonError, match="PRV-TOO-MANY"):
        provider.journeys.approvals.begin_by_code(right, somewhere, None)


def test_right_codes_use_nothing_up(device: DeviceParty) -> None:
    for _ in range(15):
        device.journey(device.ask()["user_code"])


def test_who_is_not_signed_in_signs_in_first_and_then_answers_for_itself(
    device: DeviceParty, clock: TestClock
) -> None:
    journey = device.journey(device.ask()["user_code"])
    nobody = replace(device, session=None)
    assert page(nobody.resume(journey.id)) == SIGN_IN.path
    clock.advance(1)
    other = make_parent(device.provider, "jean@exemple.quebec")
    assert page(device.resume(journey.id, sign_in(device.provider, other.account))) == APPROVE.path


def test_no_journey_is_answered_without_the_page_of_this_person(device: DeviceParty) -> None:
    """A thief accepts nothing in advance: a victim who opens the journey is asked."""
    asked = device.ask()
    journey = device.journey(asked["user_code"])
    for _ in range(3):
        assert page(device.resume(journey.id)) == APPROVE.path
    with pytest.raises(AuthorizationPendingError):
        device.poll(asked["device_code"])


def test_an_account_that_is_disabled_meanwhile_gives_nothing(
    device: DeviceParty, parent: Parent
) -> None:
    asked = device.ask()
    device.accept(asked["user_code"])
    with device.provider.database.writing() as tx:
        device.provider.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
    with pytest.raises(InvalidGrantError):
        device.poll(asked["device_code"])


def test_nothing_that_opens_is_stored(device: DeviceParty) -> None:
    asked = device.ask()
    statement = Statement("SELECT id_hash, handle_hash, request_sealed FROM approval_request")
    with device.provider.database.reading() as tx:
        (row,) = tx.rows(statement)
    letters = asked["user_code"].replace("-", "").encode()
    kept = b"".join(bytes(each) for each in row)
    assert asked["device_code"].encode() not in kept
    assert letters not in kept


def test_a_device_is_registered_without_redirects(device: DeviceParty) -> None:
    check_client(device.client, 86_400)
    tokens_of = device.ask(scope="openid gpi.children")
    device.accept(tokens_of["user_code"])
    assert device.poll(tokens_of["device_code"])["scope"] == "openid gpi.children"
