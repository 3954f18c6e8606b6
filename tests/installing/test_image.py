"""The image of a release: equal bytes on one base, and a program in it that works as nobody.

It needs buildah and a base with Python 3.11: on a machine without a registry, make one of Debian
(`mmdebstrap --variant=minbase --include=python3-venv`) and name it in IMAGE_BASE; IMAGE_OPTIONS
are those of `buildah build` that lead to the packages. Whoever names no base does not collect it.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from idp import __version__
from tests.installing.installation import ROOT

BASE, OPTIONS = os.environ.get("IMAGE_BASE", ""), shlex.split(os.environ.get("IMAGE_OPTIONS", ""))
ARCHIVE = f"parvis-{__version__}.oci.tar"


def _run(*command: str | Path) -> str:
    environment = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_two_images_of_a_commit_are_equal_and_work(tmp_path: Path) -> None:
    assert shutil.which("buildah"), "buildah is missing: apt-get install buildah"
    for name in ("first", "second"):
        _run(ROOT / ".ci" / "release", tmp_path / name)
        _run(ROOT / ".ci" / "image", tmp_path / name, BASE, *OPTIONS)
    first, second = (tmp_path / name / "SHA256SUMS" for name in ("first", "second"))
    assert first.read_text() == second.read_text()
    assert ARCHIVE in first.read_text()
    container = _run("buildah", "from", f"oci-archive:{tmp_path / 'first' / ARCHIVE}")
    try:
        run = ("buildah", "run", container, "--")
        assert _run(*run, "id", "-u") == "10001"
        assert __version__ in _run(*run, "parvis", "--version")
        assert _run(*run, "parvis", "init").endswith("Ready.")
    finally:
        _run("buildah", "rm", container)
