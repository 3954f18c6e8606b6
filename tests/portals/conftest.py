"""The house that portals sign in at."""

from collections.abc import Iterator

import pytest

from idp.settings import Settings
from tests.portals.live import Live, live_at
from tests.tls import Certificate, make_certificate


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def live(house_settings: Settings) -> Iterator[Live]:
    yield from live_at(house_settings, "http://127.0.0.1", None)


@pytest.fixture
def tls(house_settings: Settings, certificate: Certificate) -> Iterator[Live]:
    """For libraries that know no issuer without TLS."""
    yield from live_at(house_settings, "https://localhost", certificate)
