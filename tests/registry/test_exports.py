"""Exports as boards write them: other separators and encodings, and imports that are cut short."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.errors import Refused
from idp.files.csv_file import CsvForm
from idp.registry.importing import load_profile
from idp.settings import Settings
from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import TestClock
from tests.registry.conftest import (
    HEADER,
    PROFILE,
    Import,
    export,
    import_request,
    line,
    many,
    said,
    silent,
    stage,
)

_COUNT = Statement("SELECT COUNT(*) FROM guardian_contact")
_SCHOOLS = Statement("SELECT name FROM school")
_STATES = Statement("SELECT state FROM registry_import ORDER BY id")


def rows(provider: Provider, statement: Statement) -> list[object]:
    with provider.database.reading() as tx:
        return [row[0] for row in tx.rows(statement)]


def test_a_windows_export_with_commas_is_read(provider: Provider, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = [HEADER, line(relationship="mère"), line("7654321", code="")]
    path.write_bytes("\r\n".join([*lines, ""]).replace(";", ",").encode("windows-1252"))
    profile = replace(load_profile(PROFILE), form=CsvForm(",", "cp1252"))

    report = provider.imports.decisions.stage(
        import_request(provider, path, profile=profile), actor="admin:a", progress=silent
    )

    assert report.rows == 2
    provider.imports.decisions.publish("admin:a", report.import_id)
    assert rows(provider, _SCHOOLS) == ["École 011"]


def test_a_file_in_another_encoding_is_refused_by_line(
    provider: Provider, import_lines: Import
) -> None:
    with pytest.raises(Refused) as caught:
        import_lines("\r\n".join([HEADER, line(), line("7654321"), ""]).encode("windows-1252"))
    assert "line 2, column nom_ecole: the byte 0xc9 is not utf-8" in said(caught.value)
    assert rows(provider, _COUNT) == [0]


def test_of_two_imports_at_once_one_comes_into_force_at_a_time(
    provider: Provider, tmp_path: Path
) -> None:
    def run(number: int) -> str:
        path = export(tmp_path / f"export{number}.csv", many(12_000))
        report = stage(provider, path)
        try:
            provider.imports.decisions.publish("admin:a", report.import_id)
        except Refused as refused:
            return refused.key
        return "published"

    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(run, range(2)))

    # The second was compared before the first came into force, or after it.
    assert done[-1].startswith(("published", "registry.stale", "registry.decided"))
    assert "published" in done
    assert rows(provider, _STATES).count("published") == done.count("published")
    provider.imports.staging.keeping.run()
    assert rows(provider, _COUNT) == [12_000]


def test_an_import_that_is_killed_leaves_the_registry_as_it_was(
    provider: Provider, house_settings: Settings, import_lines: Import, tmp_path: Path
) -> None:
    import_lines([line()])
    path = export(tmp_path / "large.csv", many(60_000))
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
    while rows(provider, _COUNT)[0] == 1:
        assert process.poll() is None, "the import ended before it staged anything"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert rows(provider, _STATES) == ["published", "staging"]
    with provider.database.reading() as tx:
        assert [each.code for each in provider.directory.registry.organisations(tx)] == ["887000"]
    later = Provider(house_settings, TestClock(int(time.time()) + 300))
    assert later.imports.staging.revive() == 1
    later.imports.staging.keeping.run()
    later.database.close()
    assert rows(provider, _STATES) == ["published", "failed"]
    assert rows(provider, _COUNT) == [1]
