"""Exports as boards write them: other separators and encodings, and imports that are cut short."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from idp.errors import OperationError
from idp.parts import Parts
from idp.registry.importing import load_profile
from idp.settings import Settings
from idp.storage import Statement
from tests.registry.conftest import HEADER, PROFILE, Import, imports, line

_COUNT = Statement("SELECT COUNT(*) FROM guardian_contact")
_STATES = Statement("SELECT state FROM registry_import ORDER BY id")


def rows(house: Parts, statement: Statement) -> list[object]:
    with house.database.reading() as tx:
        return [row[0] for row in tx.rows(statement)]


def test_a_windows_export_with_commas_is_read(house: Parts, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = [HEADER, line(relationship="mère"), line("7654321", code="")]
    path.write_bytes("\r\n".join(lines).replace(";", ",").encode("windows-1252"))
    profile = replace(load_profile(PROFILE), separator=",", encoding="cp1252")

    staged = imports(house).stage(path, profile, taken_at=1, progress=lambda *_: None)

    assert staged.report.rows == 2
    assert ("887000", "011") in staged.schools
    assert staged.schools["887000", "011"] == "École 011"


def test_a_file_in_another_encoding_is_refused_by_line(house: Parts, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes("\r\n".join([HEADER, line(), line("7654321")]).encode("windows-1252"))
    with pytest.raises(OperationError, match=r"utf-8|UTF-8"):
        imports(house).stage(path, load_profile(PROFILE), taken_at=1, progress=lambda *_: None)
    assert rows(house, _COUNT) == [0]


def test_of_two_imports_at_once_the_later_takes_over(
    house: Parts, import_lines: Import, tmp_path: Path
) -> None:
    def stage(number: int) -> bool:
        path = tmp_path / f"export{number}.csv"
        contacts = [
            line(f"{each:07}", f"parent{each}@exemple.quebec", code="") for each in range(20_000)
        ]
        path.write_text("\n".join([HEADER, *contacts]), "utf-8")
        own = imports(house)
        try:
            staged = own.stage(path, load_profile(PROFILE), taken_at=1, progress=lambda *_: None)
            with house.database.writing() as tx:
                own.publish(tx, staged, staged.report)
        except OperationError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(stage, range(2)))

    assert any(done)
    assert rows(house, _STATES).count("published") == sum(done)
    import_lines([line()], allow_removals=True, allow_older=True)
    # What the one that lost had staged is gone; the one before this is kept.
    assert rows(house, _COUNT) == [1 + 20_000]


def test_an_import_that_is_killed_leaves_the_registry_as_it_was(
    house: Parts, house_settings: Settings, import_lines: Import, tmp_path: Path
) -> None:
    import_lines([line()])
    path = tmp_path / "export.csv"
    contacts = (
        line(f"{each:07}", f"parent{each}@exemple.quebec", code="") for each in range(120_000)
    )
    path.write_text("\n".join([HEADER, *contacts]), "utf-8")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "idp.cli",
            "registry",
            "import",
            str(path),
            "--profile",
            str(PROFILE),
        ],
        env={
            **os.environ,
            "PARVIS_DATABASE_URL": house_settings.database.url,
            "PARVIS_KEYS_ENCRYPTION_KEY_FILE": house_settings.keys.encryption_key_file,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while rows(house, _COUNT)[0] == 1:
        assert process.poll() is None, "the import ended before it staged anything"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert rows(house, _STATES) == ["published", "staging"]
    with house.database.reading() as tx:
        assert [each.code for each in house.registry.organisations(tx)] == ["887000"]
    import_lines([line()])
    assert rows(house, _COUNT) == [2]
