"""The packages of a release, built once for the tests that install them."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.installing.installation import ROOT
from tests.mail_server import mail_server

__all__ = ["mail_server"]

# A base comes from a registry, which the tests do not ask: releases are tried with one by hand.
collect_ignore = [] if os.environ.get("IMAGE_BASE") else ["test_image.py"]


@dataclass(frozen=True)
class Built:
    """What the build backend made of a tree."""

    wheel: Path
    sdist: Path


def build(tree: Path, folder: Path) -> Built:
    """Build `tree` into `folder`, without the network."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    return Built(next(folder.glob("*.whl")), next(folder.glob("*.tar.gz")))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(ROOT, tmp_path_factory.mktemp("built"))
