"""A stand-in for Entra, and providers that know it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from idp.measures import Measures
from idp.outbound import Outbound
from idp.settings import UpstreamSettings
from idp.upstream import Upstreams
from idp.upstream.call_counts import CallCounts
from idp.wiring import Provider
from tests.stand_in import OUTBOUND, StandIn, running


@pytest.fixture(scope="session")
def entra_of_this_process() -> Iterator[StandIn]:
    with running("http://127.0.0.1:8000") as stand_in:
        yield stand_in


@pytest.fixture
def entra(entra_of_this_process: StandIn) -> Iterator[StandIn]:
    """The stand-in, behaving when a test begins."""
    entra_of_this_process.control()
    yield entra_of_this_process
    entra_of_this_process.control()


def upstreams_of(provider: Provider, settings: UpstreamSettings) -> Upstreams:
    names = tuple(each.name for each in settings.providers)
    return Upstreams(
        settings=settings,
        outbound=Outbound(settings=OUTBOUND),
        vault=provider.vault,
        clock=provider.clock,
        issuer=provider.settings.server.issuer,
        counts=CallCounts(measures=Measures(), providers=names),
    )


@pytest.fixture
def upstreams(provider: Provider, entra: StandIn, tmp_path: Path) -> Upstreams:
    """The house's providers: the stand-in alone."""
    return upstreams_of(provider, entra.settings(tmp_path / "secret"))
