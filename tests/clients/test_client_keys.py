"""Keys that a client publishes: fetched when needed, again when they change, never in a hurry."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from idp.clients import Branding, Client
from idp.clients.client_keys import ClientKeys
from idp.errors import TooBusyError
from idp.ids import ClientId
from idp.keys.algorithms import JoseKey
from idp.outbound import Outbound
from idp.settings import OutboundSettings
from tests.conftest import TestClock
from tests.publisher import Publisher, publishing

HERE = OutboundSettings(allow_loopback=True, total_seconds=2.0, places=1)
FIRST = ECKey.generate_key("P-256", {"kid": "first"})
SECOND = ECKey.generate_key("P-256", {"kid": "second"})


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as told:
        told.uri += "/keys"
        publish(told, FIRST)
        yield told


def publish(publisher: Publisher, *keys: JoseKey) -> None:
    publisher.body = json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


def client(uri: str | None, jwks: str | None = None) -> Client:
    return Client(
        id=ClientId("portal"), branding=Branding("Portail", "Portal"), redirect_uris=(),
        jwks_uri=uri, jwks=jwks,
    )  # fmt: skip


def keys_by(clock: TestClock, settings: OutboundSettings = HERE) -> ClientKeys:
    return ClientKeys(outbound=Outbound(settings=settings), clock=clock)


def kids(keys: ClientKeys, uri: str, kid: str | None = None) -> list[str | None]:
    return [key.kid for key in keys.for_verification(client(uri), kid)]


def test_keys_are_fetched_once_for_five_minutes(publisher: Publisher, clock: TestClock) -> None:
    keys = keys_by(clock)
    for _ in range(3):
        assert kids(keys, publisher.uri, "first") == ["first"]
    clock.advance(299)
    assert kids(keys, publisher.uri) == ["first"]
    assert publisher.asked == ["/keys"]
    clock.advance(1)
    assert kids(keys, publisher.uri) == ["first"]
    assert publisher.asked == ["/keys"] * 2


def test_an_unknown_key_makes_them_be_fetched_again(publisher: Publisher, clock: TestClock) -> None:
    keys = keys_by(clock)
    assert kids(keys, publisher.uri, "first") == ["first"]
    publish(publisher, FIRST, SECOND)
    clock.advance(10)
    assert kids(keys, publisher.uri, "second") == ["second"]
    assert kids(keys, publisher.uri, "first") == ["first"]
    assert len(publisher.asked) == 2


def test_who_invents_names_of_keys_makes_one_call_in_ten_seconds(
    publisher: Publisher, clock: TestClock
) -> None:
    keys = keys_by(clock)
    for number in range(50):
        assert kids(keys, publisher.uri, f"invented-{number}") == []
    assert len(publisher.asked) == 1
    clock.advance(10)
    for number in range(50):
        assert kids(keys, publisher.uri, f"invented-{number}") == []
    assert len(publisher.asked) == 2


def test_a_key_that_is_published_no_more_is_good_for_five_minutes_at_most(
    publisher: Publisher, clock: TestClock
) -> None:
    keys = keys_by(clock)
    kids(keys, publisher.uri, "first")
    publish(publisher, SECOND)
    clock.advance(300)
    assert kids(keys, publisher.uri, "first") == []


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"keys": {}}', "é", b"\xff", "[" * 60_000])
def test_while_the_portal_is_down_its_keys_stand_for_an_hour(
    publisher: Publisher, clock: TestClock, body: str | bytes
) -> None:
    keys = keys_by(clock)
    kids(keys, publisher.uri)
    publisher.body = body
    clock.advance(3_599)
    assert kids(keys, publisher.uri, "first") == ["first"]
    clock.advance(1)
    assert kids(keys, publisher.uri, "first") == []
    asked = len(publisher.asked)
    clock.advance(10)
    publish(publisher, FIRST)
    assert kids(keys, publisher.uri, "first") == ["first"]
    assert len(publisher.asked) == asked + 1


@pytest.mark.parametrize("status", [201, 301, 302, 404, 500])
def test_only_a_plain_answer_counts(publisher: Publisher, clock: TestClock, status: int) -> None:
    publisher.status, publisher.location = status, publisher.uri
    assert kids(keys_by(clock), publisher.uri) == []
    assert len(publisher.asked) == 1


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:1/keys",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/keys",
        "https://[::1]/keys",
        "https://2130706433/keys",
        "file:///etc/passwd",
    ],
)
def test_what_may_not_be_called_has_no_keys(clock: TestClock, uri: str) -> None:
    assert kids(keys_by(clock, OutboundSettings()), uri) == []


def test_a_house_that_may_not_call_its_own_machine_does_not(
    publisher: Publisher, clock: TestClock
) -> None:
    assert kids(keys_by(clock, OutboundSettings()), publisher.uri) == []
    assert publisher.asked == []


def test_a_key_that_cannot_be_used_hides_no_other(publisher: Publisher, clock: TestClock) -> None:
    private = ECKey.generate_key("P-256", {"kid": "private"}).as_dict(private=True)
    weak = {"kty": "RSA", "kid": "weak", "e": "AQAB", "n": "v" * 171}
    shared = OctKey.generate_key(256, {"kid": "shared"}).as_dict(private=True)
    unknown = {"kty": "AKP", "kid": "unknown", "pub": "x"}
    good = FIRST.as_dict(private=False)
    listed = [private, weak, shared, unknown, {}, None, "key", good]
    publisher.body = json.dumps({"keys": listed})
    assert kids(keys_by(clock), publisher.uri) == ["first"]


def test_a_key_for_encryption_verifies_nothing(publisher: Publisher, clock: TestClock) -> None:
    secret_reading = RSAKey.generate_key(2048, {"kid": "reads", "use": "enc"})
    publish(publisher, secret_reading, FIRST)
    keys = keys_by(clock)
    assert kids(keys, publisher.uri) == ["first"]
    assert kids(keys, publisher.uri, "reads") == []


def test_the_key_for_encryption_fits_its_algorithm(clock: TestClock) -> None:
    listed: tuple[JoseKey, ...] = (
        OKPKey.generate_key("Ed25519", {"kid": "signs-only"}),
        ECKey.generate_key("P-256", {"kid": "signs", "use": "sig"}),
        ECKey.generate_key("P-256", {"kid": "any"}),
        ECKey.generate_key("P-256", {"kid": "other", "use": "enc", "alg": "ECDH-ES"}),
        ECKey.generate_key("P-256", {"kid": "reads", "use": "enc"}),
        RSAKey.generate_key(2048, {"kid": "rsa"}),
    )
    jwks = json.dumps({"keys": [key.as_dict(private=False) for key in listed]})
    keys, registered = keys_by(clock), client(None, jwks)
    found = {
        algorithm: key.kid if (key := keys.for_encryption(registered, algorithm)) else None
        for algorithm in ("RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW")
    }
    assert found == {"RSA-OAEP-256": "rsa", "ECDH-ES": "other", "ECDH-ES+A256KW": "reads"}
    assert keys.for_encryption(client(None, '{"keys": []}'), "ECDH-ES") is None


def test_many_at_once_make_one_call(publisher: Publisher, clock: TestClock) -> None:
    keys = keys_by(clock)
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _: kids(keys, publisher.uri, "first"), range(20)))
    assert found == [["first"]] * 20
    assert len(publisher.asked) == 1


def test_a_portal_that_does_not_answer_holds_nobody_who_has_its_keys(
    publisher: Publisher, clock: TestClock
) -> None:
    keys = keys_by(clock)
    assert kids(keys, publisher.uri) == ["first"]
    clock.advance(300)
    with fetching(keys, publisher):
        started = time.monotonic()
        assert kids(keys, publisher.uri) == ["first"]
        assert time.monotonic() - started < 0.5


def test_who_comes_while_they_are_fetched_for_the_first_time_is_told_to_come_again(
    publisher: Publisher, clock: TestClock
) -> None:
    keys = keys_by(clock)
    with fetching(keys, publisher), pytest.raises(TooBusyError):
        kids(keys, publisher.uri)
    assert kids(keys, publisher.uri) == ["first"]
    assert len(publisher.asked) == 1


def test_when_every_place_is_taken_nothing_is_held_against_the_portal(
    publisher: Publisher, clock: TestClock
) -> None:
    keys, other = keys_by(clock), f"{publisher.uri}/other"
    with fetching(keys, publisher), pytest.raises(TooBusyError):
        kids(keys, other)
    assert kids(keys, other) == ["first"]


@contextmanager
def fetching(keys: ClientKeys, publisher: Publisher) -> Iterator[None]:
    """Let another thread ask the portal, which says nothing until the block ends."""
    publisher.answers.clear()
    asked = len(publisher.asked)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(kids, keys, publisher.uri)
        while len(publisher.asked) == asked:
            time.sleep(0.01)
        try:
            yield
        finally:
            publisher.answers.set()
