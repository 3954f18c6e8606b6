"""Keys change under load and no relying party notices (OpenID Connect Core §10.1.1; KEY-5)."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from idp.clock import DAY, HOUR
from idp.errors import OperationError
from idp.keys.record import KeyState
from idp.wiring import Provider
from tests.conftest import TestClock
from tests.relying_party import RelyingParty

MAX_AGE = 240


class CachingVerifier:
    """A relying party that keeps the keys for as long as it may, and never a second longer."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._fetched_at = 0

    def verify(self, token: str) -> None:
        jwt.decode(token, self._current(), algorithms=["RS256", "ES256"])

    def _current(self) -> KeySet:
        with self._lock:
            now = self._provider.clock.seconds()
            if self._keys is None or now >= self._fetched_at + MAX_AGE:
                document = json.loads(self._provider.keys.current().document)
                self._keys, self._fetched_at = KeySet.import_key_set(document), now
            return self._keys


def change(provider: Provider, action: Callable[..., object], *arguments: object) -> object:
    with provider.database.writing() as tx:
        done = action(tx, *arguments)
    provider.keys.forget()
    return done


@pytest.mark.race
def test_a_rotation_under_load_fails_no_verification(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    provider, lifecycle = relying_party.provider, relying_party.provider.key_lifecycle
    verifier = CachingVerifier(provider)
    done = threading.Event()
    seen: set[str] = set()

    def refresh_again_and_again(refresh_token: str) -> int:
        count = 0
        while not done.is_set():
            answer = relying_party.refresh(refresh_token)
            refresh_token = answer["refresh_token"]
            for token in (answer["id_token"], answer["access_token"]):
                verifier.verify(token)
                seen.add(token.partition(".")[0])
            count += 1
        return count

    with ThreadPoolExecutor(6) as pool:
        # Before the clock moves: nobody stays signed in for the days that a rotation takes.
        granted = [relying_party.tokens()["refresh_token"] for _ in range(6)]
        running = [pool.submit(refresh_again_and_again, each) for each in granted]
        try:
            for _ in range(2):
                for algorithm in ("RS256", "ES256"):
                    kid = change(provider, lifecycle.publish, algorithm)
                    for _ in range(121):
                        clock.advance(HOUR)
                    change(provider, lifecycle.activate, kid)
        finally:
            done.set()
        assert sum(each.result() for each in running) > 6
    assert len(seen) > 2


def test_a_key_is_published_before_it_signs(provider: Provider, clock: TestClock) -> None:
    lifecycle = provider.key_lifecycle
    before = provider.keys.active("RS256").kid
    kid = str(change(provider, lifecycle.publish, "RS256"))
    assert kid in provider.keys.current().document.decode()
    assert provider.keys.active("RS256").kid == before
    with pytest.raises(OperationError):
        change(provider, lifecycle.activate, kid)
    clock.advance(5 * DAY + HOUR)
    change(provider, lifecycle.activate, kid)
    assert provider.keys.active("RS256").kid == kid
    assert before in provider.keys.current().document.decode()


def test_a_retired_key_stays_until_the_last_token_is_over(
    provider: Provider, clock: TestClock
) -> None:
    lifecycle = provider.key_lifecycle
    old = provider.keys.active("RS256").kid
    kid = str(change(provider, lifecycle.publish, "RS256"))
    clock.advance(5 * DAY + HOUR)
    change(provider, lifecycle.activate, kid)
    clock.advance(DAY + MAX_AGE + 59)
    with pytest.raises(OperationError):
        change(provider, lifecycle.remove, old)
    clock.advance(1)
    change(provider, lifecycle.remove, old)
    assert provider.keys.verifying(old) is None
    with provider.database.reading() as tx:
        gone = next(each for each in lifecycle.records(tx) if each.kid == old)
    assert gone.state is KeyState.REMOVED
    assert gone.private_sealed is None


def test_an_active_key_cannot_be_removed(provider: Provider) -> None:
    kid = provider.keys.active("ES256").kid
    with pytest.raises(OperationError):
        change(provider, provider.key_lifecycle.remove, kid)
    assert provider.keys.active("ES256").kid == kid


def test_two_rotations_at_once_leave_one_active_key(provider: Provider, clock: TestClock) -> None:
    lifecycle = provider.key_lifecycle
    kid = str(change(provider, lifecycle.publish, "EdDSA"))
    clock.advance(5 * DAY + HOUR)
    barrier = threading.Barrier(2)

    def activate(_: int) -> bool:
        barrier.wait(timeout=10)
        try:
            change(provider, lifecycle.activate, kid)
        except OperationError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(activate, range(2))) == [False, True]
    with provider.database.reading() as tx:
        states = [each.state for each in lifecycle.records(tx) if each.algorithm == "EdDSA"]
    assert sorted(states) == [KeyState.ACTIVE, KeyState.RETIRED]


def test_one_pending_key_of_an_algorithm_is_enough(provider: Provider) -> None:
    change(provider, provider.key_lifecycle.publish, "PS256")
    with pytest.raises(OperationError):
        change(provider, provider.key_lifecycle.publish, "PS256")


def test_a_record_never_shows_its_private_half(provider: Provider) -> None:
    with provider.database.reading() as tx:
        records = provider.key_lifecycle.records(tx)
    for record in records:
        assert "private_sealed" not in repr(record)
        assert record.private_sealed is not None
        assert b"BEGIN" not in record.private_sealed
    assert "jose" not in repr(provider.keys.active("RS256"))
