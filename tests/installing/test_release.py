"""`make release`: what is handed out, the same bytes whoever makes it, and what it is made of."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from idp import __version__
from tests.installing.installation import ROOT

NAME = f"parvis-{__version__}"


def _release(folder: Path, **variables: str) -> dict[str, bytes]:
    environment = {**os.environ, "PYTHON": sys.executable, **variables}
    subprocess.run([ROOT / ".ci" / "release", folder], env=environment, check=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_two_releases_of_a_commit_are_equal_and_whole(tmp_path: Path) -> None:
    first = _release(tmp_path / "first", PYTHONHASHSEED="1", TZ="America/Toronto")
    second = _release(tmp_path / "second", PYTHONHASHSEED="2", TZ="Asia/Tokyo")
    assert first == second
    assert set(first) == {
        f"{NAME}-py3-none-any.whl",
        f"{NAME}.tar.gz",
        f"{NAME}.requirements.txt",
        f"{NAME}.cdx.json",
        "SHA256SUMS",
    }
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=tmp_path / "first",
        check=True,
    )
    assert first["SHA256SUMS"].count(b"\n") == 4
    _name_every_package(json.loads(first[f"{NAME}.cdx.json"]), first[f"{NAME}.requirements.txt"])


def _name_every_package(bill: dict[str, object], lock: bytes) -> None:
    locked = re.findall(r"(?m)^([a-z0-9.-]+)==(\S+)", lock.decode())
    assert len(locked) > 40
    told = bill["components"]
    assert isinstance(told, list)
    assert [(each["name"], each["version"]) for each in told] == sorted(locked)
    assert [each["name"] for each in told if not each.get("licenses")] == []
    depends = bill["dependencies"]
    assert isinstance(depends, list)
    required = {name for each in depends for name in each.get("dependsOn", ())}
    assert required == {name for name, _ in locked}
