"""There and back again, with a provider of its own: npm oidc-provider, shaped like Entra."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace

from idp.settings import UpstreamCredential, UpstreamSettings
from idp.upstream import (
    Attempt,
    Returned,
    UpstreamAction,
    UpstreamError,
    UpstreamOutcome,
    Upstreams,
)
from idp.wiring import Provider
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.stand_in import JEAN, MARIE, ZOE, StandIn
from tests.upstream.conftest import upstreams_of

BROWSER = "a browser"


@pytest.fixture(autouse=True)
def now(clock: TestClock) -> None:
    """The stand-in reads the machine's clock, so the house does."""
    clock.now = int(time.time())


def begin(provider: Provider, upstreams: Upstreams, browser: str = BROWSER) -> str:
    return upstreams.begin(
        provider.database.writing, "microsoft", UpstreamAction(), browser=browser
    )


def come_back(
    provider: Provider, upstreams: Upstreams, answer: dict[str, str], browser: str = BROWSER
) -> Returned:
    attempt = upstreams.came_back(provider.database, "microsoft", answer, browser)
    return upstreams.finish(attempt, answer)


def arrive(provider: Provider, upstreams: Upstreams, entra: StandIn, person: str) -> Returned:
    return come_back(provider, upstreams, entra.sign_in(begin(provider, upstreams), person))


def end(
    provider: Provider, upstreams: Upstreams, entra: StandIn, person: str = MARIE
) -> UpstreamOutcome:
    with pytest.raises(UpstreamError) as caught:
        arrive(provider, upstreams, entra, person)
    return caught.value.outcome


def test_a_person_is_known_by_tenant_and_object(
    provider: Provider, upstreams: Upstreams, entra: StandIn
) -> None:
    marie = arrive(provider, upstreams, entra, MARIE)
    assert marie.identity.key == ("9188040d-6c67-4c5b-b112-36a304b66dad", MARIE)
    assert marie.suggested_address == "marie.tremblay@exemple.quebec"
    assert not marie.several_factors
    zoe = arrive(provider, upstreams, entra, ZOE)
    assert zoe.suggested_address == marie.suggested_address
    assert zoe.identity.key != marie.identity.key
    jean = arrive(provider, upstreams, entra, JEAN)
    assert jean.suggested_address == "jean.gagnon@personnel.exemple.quebec"


@on_one_database
def test_the_request_says_what_it_should(provider: Provider, upstreams: Upstreams) -> None:
    one, two = (parse_qs(urlsplit(begin(provider, upstreams)).query) for _ in range(2))
    assert one["response_type"] == ["code"]
    assert one["response_mode"] == ["query"]
    assert one["code_challenge_method"] == ["S256"]
    assert one["prompt"] == ["select_account"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name][0]) == 43
        assert one[name] != two[name]


def test_a_return_counts_once_and_in_its_browser_alone(
    provider: Provider, upstreams: Upstreams, entra: StandIn
) -> None:
    first, second = begin(provider, upstreams), begin(provider, upstreams)
    answer = entra.sign_in(first, MARIE)
    for wrong in (("another browser", answer), (BROWSER, {**answer, "state": "x" * 43})):
        with pytest.raises(UpstreamError) as caught:
            upstreams.came_back(provider.database, "microsoft", wrong[1], wrong[0])
        assert caught.value.outcome is UpstreamOutcome.OVER
    assert come_back(provider, upstreams, answer).identity.key[1] == MARIE
    with pytest.raises(UpstreamError):
        come_back(provider, upstreams, answer)
    # A second tab is another way.
    assert come_back(provider, upstreams, entra.sign_in(second, JEAN)).identity.key[1] == JEAN


def test_a_return_after_an_hour_is_too_late(
    provider: Provider, upstreams: Upstreams, entra: StandIn, clock: TestClock
) -> None:
    answer = entra.sign_in(begin(provider, upstreams), MARIE)
    clock.advance(3600)
    with pytest.raises(UpstreamError) as caught:
        come_back(provider, upstreams, answer)
    assert caught.value.outcome is UpstreamOutcome.OVER


@pytest.mark.race
def test_of_twenty_returns_at_once_one_counts(
    provider: Provider, upstreams: Upstreams, entra: StandIn
) -> None:
    answer = entra.sign_in(begin(provider, upstreams), MARIE)
    barrier = threading.Barrier(20)

    def use(_: int) -> bool:
        barrier.wait(timeout=10)
        try:
            upstreams.came_back(provider.database, "microsoft", answer, BROWSER)
        except UpstreamError:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(use, range(20))) == 1


@on_one_database
def test_turning_back_is_no_trouble(
    provider: Provider, upstreams: Upstreams, entra: StandIn
) -> None:
    assert end(provider, upstreams, entra, person="") is UpstreamOutcome.CANCELLED


@on_one_database
@pytest.mark.parametrize(
    ("error", "number", "outcome"),
    [
        ("consent_required", 65001, UpstreamOutcome.APPROVAL_NEEDED),
        ("invalid_client", 90094, UpstreamOutcome.APPROVAL_NEEDED),
        ("invalid_request", 50020, UpstreamOutcome.WRONG_ACCOUNT),
        ("access_denied", 53003, UpstreamOutcome.BLOCKED),
        ("access_denied", 50057, UpstreamOutcome.ACCOUNT_TROUBLE),
        ("access_denied", 54000, UpstreamOutcome.TOO_YOUNG),
        ("invalid_grant", 54005, UpstreamOutcome.OVER),
        ("unauthorized_client", 700016, UpstreamOutcome.OUR_FAULT),
        ("temporarily_unavailable", 90033, UpstreamOutcome.UNAVAILABLE),
        ("server_error", 999999, UpstreamOutcome.UNAVAILABLE),
        ("something_new", 999999, UpstreamOutcome.OUR_FAULT),
    ],
)
def test_every_error_has_an_end(
    provider: Provider,
    upstreams: Upstreams,
    entra: StandIn,
    error: str,
    number: int,
    outcome: UpstreamOutcome,
) -> None:
    uri = begin(provider, upstreams)
    entra.control(authorize_error={"error": error, "number": number})
    with pytest.raises(UpstreamError) as caught:
        come_back(provider, upstreams, entra.sign_in(uri, MARIE))
    assert caught.value.outcome is outcome
    assert f"AADSTS{number}" in caught.value.detail
    assert "correlation" in caught.value.detail
    assert "No." not in caught.value.detail


@on_one_database
@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"iss": "https://evil.example/v2.0"}},
        {"claims": {"aud": "somebody-else"}},
        {"claims": {"nonce": "another"}},
        {"claims": {"tid": "not-a-guid"}},
        {"claims": {"oid": None}},
        {"claims": {"exp": 1}},
        {"signer": "stranger"},
        {"header": {"alg": "none"}},
        {"header": {"kid": "unknown"}},
        {"id_token": "none"},
    ],
)
def test_a_lie_is_not_believed_twice(
    provider: Provider, upstreams: Upstreams, entra: StandIn, lie: dict[str, Any]
) -> None:
    entra.control(**lie)
    for _ in range(2):
        assert end(provider, upstreams, entra) is UpstreamOutcome.NOT_TRUSTED
    entra.control()
    assert MARIE in arrive(provider, upstreams, entra, MARIE).identity.key


@on_one_database
def test_new_keys_are_found_at_once(
    provider: Provider, upstreams: Upstreams, entra: StandIn
) -> None:
    assert MARIE in arrive(provider, upstreams, entra, MARIE).identity.key
    entra.control(rollover=True)
    assert MARIE in arrive(provider, upstreams, entra, MARIE).identity.key


@on_one_database
@pytest.mark.parametrize(
    "trouble",
    [
        {"keys": "empty"},
        {"issuer": "https://evil.example/{tenantid}/v2.0"},
        {"garbage": "html"},
        {"garbage": "truncated"},
        {"garbage": "huge"},
        {"status": 500},
        {"status": 429},
        {"slow_seconds": 3},
    ],
)
def test_bad_documents_never_replace_good_ones(
    provider: Provider,
    upstreams: Upstreams,
    entra: StandIn,
    trouble: dict[str, Any],
    tmp_path: Path,
) -> None:
    entra.control(**trouble, only=["discovery", "keys"])
    with pytest.raises(UpstreamError) as caught:
        begin(provider, upstreams)
    assert caught.value.outcome is UpstreamOutcome.UNAVAILABLE
    entra.control()
    known = upstreams_of(provider, entra.settings(tmp_path / "secret"))
    assert begin(provider, known)
    entra.control(**trouble, only=["discovery", "keys"])
    assert MARIE in arrive(provider, known, entra, MARIE).identity.key


@on_one_database
def test_a_silent_provider_costs_one_wait_and_then_none(
    provider: Provider, upstreams: Upstreams, entra: StandIn
) -> None:
    answer = entra.sign_in(begin(provider, upstreams), MARIE)
    late = entra.sign_in(begin(provider, upstreams), MARIE)
    entra.control(slow_seconds=60, only=["token"])
    started = time.monotonic()
    with pytest.raises(UpstreamError) as caught:
        come_back(provider, upstreams, answer)
    assert caught.value.outcome is UpstreamOutcome.UNAVAILABLE
    assert time.monotonic() - started < 2
    assert [offer.answers for offer in upstreams.offers("fr")] == [False]
    started = time.monotonic()
    with pytest.raises(UpstreamError):
        come_back(provider, upstreams, late)
    assert time.monotonic() - started < 0.2


@on_one_database
def test_the_second_credential_stands_in_for_the_first(
    provider: Provider, entra: StandIn, tmp_path: Path
) -> None:
    (tmp_path / "old").write_text("expired", "utf-8")
    settings = entra.settings(tmp_path / "secret")
    good = settings.providers[0].credentials[0]
    old = UpstreamCredential(kind="secret", file=str(tmp_path / "old"))

    def with_credentials(*credentials: UpstreamCredential) -> Upstreams:
        changed = replace(settings.providers[0], credentials=credentials)
        return upstreams_of(provider, UpstreamSettings(providers=(changed,)))

    assert MARIE in arrive(provider, with_credentials(old, good), entra, MARIE).identity.key
    assert end(provider, with_credentials(old), entra) is UpstreamOutcome.OUR_FAULT


@on_one_database
def test_an_attempt_is_sealed_in_the_database(provider: Provider, upstreams: Upstreams) -> None:
    state = parse_qs(urlsplit(begin(provider, upstreams)).query)["state"][0]
    attempt = upstreams.came_back(provider.database, "microsoft", {"state": state}, BROWSER)
    assert isinstance(attempt, Attempt)
    assert attempt.nonce not in repr(attempt)
    assert attempt.code_verifier not in repr(attempt)
