"""The directory that a board's export is dropped into: taken whole, once, and put away."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.clock import DAY
from idp.settings import Settings
from idp.storage import Statement
from idp.wiring import Provider, build
from idp.worker import RegistryWork
from tests.conftest import TestClock
from tests.registry.conftest import export, many

_FILES = Statement("SELECT file FROM registry_import ORDER BY id")
_PROBLEM = Statement("SELECT problem FROM registry_import ORDER BY id DESC LIMIT 1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The directory."""
    (tmp_path / "drop").mkdir()
    return tmp_path / "drop"


@pytest.fixture
def dropping(house_settings: Settings, clock: TestClock, folder: Path) -> Iterator[Provider]:
    """A house that takes exports from the directory."""
    registry = replace(house_settings.registry, drop_directory=str(folder))
    provider = build(replace(house_settings, registry=registry), clock)
    yield provider
    provider.database.close()


Look = Callable[..., None]


@pytest.fixture
def look(dropping: Provider, clock: TestClock) -> Look:
    """Let time pass and the worker look."""
    work = RegistryWork(
        decisions=dropping.imports.decisions,
        files=dropping.imports.received_files,
        clock=clock,
    )

    def run(*, seconds: int = 60) -> None:
        clock.advance(5)
        work.run_once()
        clock.advance(seconds)
        while work.run_once():
            pass

    return run


def drop(folder: Path, count: int, clock: TestClock, *, name: str = "gpi.csv") -> None:
    path = export(folder / name, many(count))
    os.utime(path, (clock.now, clock.now))


def course(provider: Provider) -> list[tuple[object, ...]]:
    with provider.database.reading() as tx:
        imports = reversed(provider.imports.lifecycle.history(tx, before=None, count=10))
    return [(each.state, each.source, each.received_by, each.file_name) for each in imports]


def names(folder: Path) -> list[str]:
    return sorted(each.name.partition("~")[2] for each in folder.iterdir())


def test_an_export_that_settled_comes_into_force_and_is_put_away(
    dropping: Provider, clock: TestClock, folder: Path, look: Look
) -> None:
    drop(folder, 100, clock)
    look()
    assert course(dropping) == [("published", "drop", "house", "gpi.csv")]
    assert names(folder / "done") == ["gpi.csv"]
    assert not (folder / "gpi.csv").exists()
    assert names(folder / "taken") == []


def test_a_file_that_still_grows_is_left_alone(
    dropping: Provider, clock: TestClock, folder: Path, look: Look
) -> None:
    drop(folder, 10, clock)
    look(seconds=40)
    drop(folder, 20, clock)
    look(seconds=40)
    assert course(dropping) == []
    look(seconds=60)
    assert [row[0] for row in course(dropping)] == ["published"]


def test_a_mark_beside_a_file_says_that_it_is_whole(
    dropping: Provider, clock: TestClock, folder: Path, look: Look
) -> None:
    drop(folder, 10, clock)
    drop(folder, 10, clock, name="other.csv.part")
    (folder / "gpi.csv.done").touch()
    look(seconds=0)
    assert [row[3] for row in course(dropping)] == ["gpi.csv"]
    assert not (folder / "gpi.csv.done").exists()


def test_what_takes_too_much_away_waits_for_persons(
    dropping: Provider, clock: TestClock, folder: Path, look: Look
) -> None:
    drop(folder, 100, clock)
    look()
    drop(folder, 50, clock)
    look()
    assert [row[0] for row in course(dropping)] == ["published", "staged"]
    # The next night's export replaces it, within the thresholds of what is in force.
    drop(folder, 101, clock)
    look()
    assert [row[0] for row in course(dropping)] == ["published", "superseded", "published"]


def test_a_file_that_is_wrong_is_put_aside_and_says_why(
    dropping: Provider, clock: TestClock, folder: Path, look: Look
) -> None:
    path = export(folder / "gpi.csv", [many(1)[0].replace("@", "-")])
    os.utime(path, (clock.now, clock.now))
    look()
    assert [row[0] for row in course(dropping)] == ["failed"]
    assert names(folder / "failed") == ["gpi.csv"]
    with dropping.database.reading() as tx:
        problem = str(tx.rows(_PROBLEM)[0][0])
    assert '"registry.file_nobody"' in problem
    assert "gpi" not in problem


def test_a_file_is_found_again_without_its_name_in_the_database(
    dropping: Provider, clock: TestClock, folder: Path
) -> None:
    dropping.imports.received_files.prepare()
    drop(folder / "taken", 10, clock, name="id~fiche-1234567.csv")
    assert dropping.imports.received_files.take_up() == 1
    assert dropping.imports.received_files.take_up() == 0
    with dropping.database.reading() as tx:
        assert tx.rows(_FILES) == [(str(folder / "taken/id"),)]
    assert dropping.imports.decisions.work()
    assert course(dropping)[0][0] == "published"


def test_files_put_away_do_not_stay(clock: TestClock, folder: Path, look: Look) -> None:
    drop(folder, 10, clock)
    look()
    assert names(folder / "done") == ["gpi.csv"]
    look(seconds=8 * DAY)
    assert names(folder / "done") == []


def test_links_and_folders_are_not_taken(
    dropping: Provider, clock: TestClock, folder: Path, look: Look, tmp_path: Path
) -> None:
    drop(tmp_path, 10, clock, name="elsewhere.csv")
    (folder / "gpi.csv").symlink_to(tmp_path / "elsewhere.csv")
    (folder / "older").mkdir()
    look()
    assert course(dropping) == []


def test_a_worker_that_died_after_taking_a_file_loses_nothing(
    dropping: Provider, clock: TestClock, folder: Path, look: Look
) -> None:
    (folder / "taken").mkdir()
    drop(folder / "taken", 10, clock, name="id~gpi.csv")
    look(seconds=0)
    assert course(dropping) == [("published", "drop", "house", "gpi.csv")]
