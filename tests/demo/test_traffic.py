"""A month of made-up traffic for the first page of the console."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from idp.wiring import Provider
from tests.databases import on_one_database
from tests.running_demo import ROOT
from tests.web.admin.conftest import colleague_of


@on_one_database
def test_every_chart_of_the_first_page_shows_thirty_days(
    provider: Provider, tmp_path: Path
) -> None:
    with provider.database.writing():
        pass
    used = provider.settings.database.url.removeprefix("sqlite:///")
    folder = tmp_path / "demo"
    folder.mkdir()
    with sqlite3.connect(used) as ours, sqlite3.connect(folder / "parvis.db") as copy:
        ours.backup(copy)
    subprocess.run(
        [sys.executable, "demo/traffic.py"],
        cwd=ROOT,
        env={
            "DEMO_FOLDER": str(folder),
            "PYTHONPATH": str(ROOT),
            "PARVIS_KEYS_ENCRYPTION_KEY_FILE": provider.settings.keys.encryption_key_file,
        },
        check=True,
    )
    with sqlite3.connect(folder / "parvis.db") as copy, sqlite3.connect(used) as ours:
        copy.backup(ours)

    page = colleague_of(provider, "owner").see("/admin").text

    assert page.count("<svg class=") >= 5
    assert "Rien depuis 30 jours" not in page
