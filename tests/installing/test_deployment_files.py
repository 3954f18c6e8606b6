"""What operators copy: units, image, compose: it names what there is, as strict as it says."""

import re
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import fields

from idp import __version__
from idp.settings import Settings
from tests.installing.installation import ROOT

UNITS = sorted((ROOT / "config" / "systemd").glob("*.service"))
CHART = ROOT / "config" / "helm" / "parvis"
IMAGE = [ROOT / "Containerfile", ROOT / "compose.yaml", *sorted(CHART.glob("templates/*"))]
MOST_EXPOSED = 12
"""Tenths of systemd's 10: the network, which Parvis needs, and the files of the machine."""


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_as_closed_as_its_documentation_says(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_units_grant_the_time_that_a_clean_end_takes() -> None:
    server = Settings().server
    for unit in UNITS:
        granted = re.search(r"TimeoutStopSec=(\d+)", unit.read_text())
        assert granted
        assert int(granted[1]) > server.leaving_seconds + server.drain_seconds


def test_every_setting_that_is_named_exists() -> None:
    known = {"PARVIS_CONFIG"} | {
        f"PARVIS_{section.name}_{each.name}".upper()
        for section in fields(Settings)
        for each in fields(getattr(Settings(), section.name))
    }
    given = re.compile(r"(?m)^ *(PARVIS_[A-Z_]+)[=:]|(?:Environment=|name: )(PARVIS_[A-Z_]+)")
    found = {
        name
        for path in (*UNITS, *IMAGE)
        for pair in given.findall(path.read_text())
        for name in pair
        if name
    }
    assert len(found) > 5
    assert found <= known


def test_the_version_stands_wherever_a_release_is_named() -> None:
    named = re.compile(r"(?:parvis[-:]|ersion: )(\d+\.\d+\.\d+)")
    for path in (ROOT / "compose.yaml", ROOT / "docs" / "installing.md", CHART / "Chart.yaml"):
        assert set(named.findall(path.read_text("utf-8"))) == {__version__}, path.name


def test_every_test_that_the_statement_of_accessibility_names_exists() -> None:
    statement = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
    named = re.findall(r"`(tests/[a-z_/.]+)`", statement)
    assert len(named) > 20
    assert [each for each in named if not (ROOT / each).exists()] == []
