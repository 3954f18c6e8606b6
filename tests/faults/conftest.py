"""A PostgreSQL server that tests may break."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.mail_server import mail_server
from tests.postgres import Postgres

__all__ = ["mail_server"]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server that tests may break."""
    folder = Path(mkdtemp(prefix="parvis-outages-"))
    server = Postgres(folder)
    server.make()
    server.start()
    yield server
    server.stop()
    subprocess.run(["rm", "-rf", str(folder)], check=True)
