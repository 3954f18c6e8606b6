"""A SQLite database for threads that wait for each other, and as many threads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from idp.settings import DatabaseSettings
from idp.storage import Database, Statement
from tests.storage.sharing import MANY, SHAPE


@pytest.fixture
def one_writer(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(
        DatabaseSettings(url=f"sqlite:///{tmp_path}/shared.db", busy_timeout_seconds=1)
    )
    for each in SHAPE:
        with opened.writing() as tx:
            tx.run(Statement(each))
    yield opened
    opened.close()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(MANY) as made:
        yield made
