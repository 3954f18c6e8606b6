"""Warnings of portals' secrets that end."""

import pytest
from msgspec.structs import replace

from idp.clients.registration import add_secret
from idp.clock import DAY
from idp.installation.diagnosis import Diagnosis, Finding, Health
from idp.settings import PortalSettings, Settings
from idp.wiring import Provider
from idp.worker import SecretWatch
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Portal, TestClock
from tests.databases import on_one_database


@pytest.fixture
def ending(provider: Provider, portal: Portal) -> Portal:
    """A portal whose only secret ends in a hundred days."""
    with provider.database.writing() as tx:
        now = provider.clock.seconds()
        add_secret(tx, portal.client.id, now=now, overlap_seconds=0, expires_at=now + 100 * DAY)
    provider.directory.clients.forget()
    return portal


def _watch(provider: Provider) -> SecretWatch:
    told = PortalSettings(warning_addresses=("ti@exemple.quebec",))
    return SecretWatch(
        database=provider.database,
        clients=provider.directory.clients,
        outbox=provider.outbox,
        clock=provider.clock,
        settings=replace(provider.settings, portals=told),
    )


@pytest.mark.usefixtures("ending")
def test_each_threshold_is_written_once_and_the_end_once(
    provider: Provider, clock: TestClock
) -> None:
    counts = []
    for days in (40, 1, 30, 16, 7, 6, 1, 30):
        clock.advance(days * DAY)
        _watch(provider).run_once()
        _watch(provider).run_once()
        counts.append(len(messages_in_outbox(provider, "secret_ending")))
    assert counts == [0, 1, 2, 3, 4, 5, 6, 6]
    assert "a pris fin" in messages_in_outbox(provider, "secret_ending")[-1]


def test_a_secret_that_was_replaced_ends_in_silence(
    provider: Provider, ending: Portal, clock: TestClock
) -> None:
    clock.advance(95 * DAY)
    with provider.database.writing() as tx:
        add_secret(tx, ending.client.id, now=clock.seconds(), overlap_seconds=14 * DAY)
    provider.directory.clients.forget()
    _watch(provider).run_once()
    assert not messages_in_outbox(provider, "secret_ending")


@on_one_database
@pytest.mark.usefixtures("ending")
def test_the_doctor_says_that_a_secret_ends(
    provider: Provider, house_settings: Settings, clock: TestClock
) -> None:
    def found() -> Finding:
        findings = Diagnosis(settings=house_settings, clock=clock).findings()
        return next(each for each in findings if each.subject == "portal secrets")

    assert provider.settings == house_settings
    assert found().health is Health.GOOD
    clock.advance(60 * DAY)
    assert found().health is Health.DOUBTFUL
    clock.advance(60 * DAY)
    assert found().health is Health.BAD
