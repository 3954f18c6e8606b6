"""A sector that lists its redirect URIs, fetched when a client registers (Registration §5)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from idp.settings import OutboundSettings, Settings
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.publisher import Publisher, publishing
from tests.registering import CALLBACK, Registrant, house_with, registrant
from tests.tls import Certificate, make_certificate

pytestmark = on_one_database
OTHER = "https://other.example.org/cb"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("sector"))


@pytest.fixture
def sector(certificate: Certificate) -> Iterator[Publisher]:
    """The server of the sector, which lists two redirect URIs."""
    with publishing(certificate) as told:
        told.body = json.dumps([CALLBACK, OTHER])
        yield told


def settings_of(path: Path) -> OutboundSettings:
    return OutboundSettings(
        allow_loopback=True, total_seconds=1.0, largest_bytes=20_000, authorities_file=str(path)
    )


@pytest.fixture
def anybody(
    house_settings: Settings, clock: TestClock, certificate: Certificate
) -> Iterator[Registrant]:
    provider = house_with(house_settings, clock, settings_of(certificate.path), mode="open")
    yield registrant(provider)
    provider.database.close()


def test_registration_sector_uri(anybody: Registrant, sector: Publisher) -> None:
    answer = anybody.register(
        redirect_uris=[CALLBACK, OTHER],
        subject_type="pairwise",
        sector_identifier_uri=f"{sector.uri}/list.json",
    )
    assert answer.status == 201, answer.content
    client = anybody.provider.directory.clients.find(answer.content["client_id"])
    assert client is not None
    assert client.sector_identifier == "127.0.0.1"
    assert sector.asked == ["/list.json"]


def refused(anybody: Registrant, sector: Publisher, **more: object) -> None:
    answer = anybody.register(sector_identifier_uri=f"{sector.uri}/list.json", **more)
    assert answer.error == (400, "invalid_client_metadata")
    assert "sector_identifier_uri" in answer.content["error_description"]
    assert anybody.provider.directory.clients.all() == ()


@pytest.mark.parametrize("subject_type", ["pairwise", "public"])
def test_registration_sector_bad(anybody: Registrant, sector: Publisher, subject_type: str) -> None:
    sector.body = json.dumps([OTHER])
    refused(anybody, sector, subject_type=subject_type)


@pytest.mark.parametrize(
    "body",
    [
        "", "{}", "null", '"x"', "[", "[" * 15_000, "é", "[]", f'["{CALLBACK}/"]', "x" * 20_001,
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused(anybody: Registrant, sector: Publisher, body: str) -> None:
    sector.body = body
    refused(anybody, sector)


@pytest.mark.parametrize("status", [201, 302, 404, 500])
def test_only_a_plain_answer_counts(anybody: Registrant, sector: Publisher, status: int) -> None:
    sector.status, sector.location = status, f"{sector.uri}/elsewhere"
    refused(anybody, sector)
    assert sector.asked == ["/list.json"]


def test_who_is_silent_is_given_up(anybody: Registrant, sector: Publisher) -> None:
    sector.answers.clear()
    refused(anybody, sector)
    sector.answers.set()


def test_a_change_asks_again(anybody: Registrant, sector: Publisher) -> None:
    uri = f"{sector.uri}/list.json"
    known = anybody.register(sector_identifier_uri=uri)
    answer = anybody.change(known, sector_identifier_uri=uri, redirect_uris=[f"{CALLBACK}/more"])
    assert answer.error == (400, "invalid_client_metadata")
    assert len(sector.asked) == 2


@pytest.mark.parametrize("mode", ["closed", "invited"])
def test_a_stranger_makes_us_call_nobody(
    house_settings: Settings,
    clock: TestClock,
    certificate: Certificate,
    sector: Publisher,
    mode: str,
) -> None:
    provider = house_with(house_settings, clock, settings_of(certificate.path), mode=mode)
    answer = registrant(provider, "x").register(sector_identifier_uri=f"{sector.uri}/list.json")
    assert answer.status in {401, 403}
    assert sector.asked == []
    provider.database.close()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "127.1",
        "169.254.169.254", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "[fd00::1]",
        "connexion.example.org",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_not_called(
    house_settings: Settings, clock: TestClock, sector: Publisher, host: str
) -> None:
    provider = house_with(house_settings, clock, mode="open")
    port = sector.uri.rpartition(":")[2]
    uri = f"https://{host}:{port}/list.json"
    answer = registrant(provider).register(sector_identifier_uri=uri)
    assert answer.error == (400, "invalid_client_metadata")
    assert sector.asked == []
    provider.database.close()
