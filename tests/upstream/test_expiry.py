"""Our credentials at other providers end, and somebody is told in time."""

import logging
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.clock import DAY, as_datetime
from idp.installation.diagnosis import Diagnosis, Health
from idp.settings import Settings, UpstreamCredential, UpstreamSettings
from idp.upstream.expiry import WARNED_DAYS, endings
from idp.worker.credentials import CredentialWatch
from tests.conftest import START, TestClock
from tests.databases import on_one_database
from tests.stand_in import OUTBOUND, StandIn

LAST = as_datetime(START + 61 * DAY).date()


def with_credentials(settings: UpstreamSettings, *expire: str) -> UpstreamSettings:
    one = settings.providers[0].credentials[0]
    credentials: tuple[UpstreamCredential, ...] = tuple(
        replace(one, expires=each) for each in expire
    )
    provider = replace(settings.providers[0], credentials=credentials)
    return UpstreamSettings(providers=(provider,))


def test_the_log_warns_on_the_days_that_are_promised(
    entra: StandIn, tmp_path: Path, clock: TestClock, caplog: pytest.LogCaptureFixture
) -> None:
    settings = with_credentials(entra.settings(tmp_path / "secret"), LAST.isoformat())
    watch = CredentialWatch(settings=settings, clock=clock)
    said = []
    for day in range(64):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            watch.run_once()
            watch.run_once()
        if caplog.messages:
            said.append((61 - day, len(caplog.messages)))
        clock.advance(DAY)
    assert said == [*((days, 1) for days in WARNED_DAYS), (-1, 1), (-2, 1)]


def test_a_successor_makes_an_ending_harmless(entra: StandIn, tmp_path: Path) -> None:
    settings = entra.settings(tmp_path / "secret")
    both = with_credentials(settings, LAST.isoformat(), "")
    assert [each.is_only for each in endings(both, LAST)] == [False]
    alone = with_credentials(settings, LAST.isoformat(), "2026-01-01")
    assert [each.is_only for each in endings(alone, LAST)] == [True, False]


@on_one_database
def test_the_doctor_looks_at_providers_and_credentials(
    house_settings: Settings, entra: StandIn, tmp_path: Path, clock: TestClock
) -> None:
    upstream = entra.settings(tmp_path / "secret")

    def found(settings: UpstreamSettings) -> tuple[Health, str]:
        whole = replace(house_settings, upstream=settings, outbound=OUTBOUND)
        findings = Diagnosis(settings=whole, clock=clock).findings()
        return next((each.health, each.text) for each in findings if each.subject == "upstream")

    assert found(UpstreamSettings())[0] is Health.GOOD
    assert found(upstream)[0] is Health.GOOD
    assert found(with_credentials(upstream, "2026-12-01"))[0] is Health.DOUBTFUL
    assert found(with_credentials(upstream, "2026-11-01"))[0] is Health.BAD
    assert "not a date" in found(with_credentials(upstream, "soon"))[1]
    entra.control(issuer="https://evil.example/{tenantid}/v2.0")
    assert found(upstream)[0] is Health.BAD
