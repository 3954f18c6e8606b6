"""The demo's protected resource, started once for every test of it."""

from collections.abc import Iterator

import pytest

from tests.demo.believed_issuer import Register
from tests.demo.running_resource import resource_of
from tests.publisher import publishing


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    folder = tmp_path_factory.mktemp("resource")
    settings = {"certificate_header": "Client-Cert"}
    with publishing() as issuer, resource_of(folder, issuer=issuer.uri, **settings) as place:
        yield Register(place, issuer)


@pytest.fixture
def register(running: Register) -> Register:
    running.says()
    running.issuer.status = 200
    running.issuer.asked.clear()
    return running
