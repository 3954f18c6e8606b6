"""The program as it was before the database last changed its shape, out of the history."""

import io
import subprocess
import tarfile
from pathlib import Path

_STEPS = "idp/storage/migrations/versions"
_FIRST_RELEASE = "0107"


def predecessor(root: Path, folder: Path) -> Path:
    """Unpack what was there before the newest migration of `root` into `folder`."""
    newest = max(each.name for each in (root / _STEPS).glob("[0-9]*.py"))
    if newest.startswith(_FIRST_RELEASE):
        raise RuntimeError("no step came after those of 0.1.0: there is no upgrade to drill")
    added = ("log", "-1", "--format=%H", "--diff-filter=A", "--", f"{_STEPS}/{newest}")
    commit = _git(root, *added).decode().strip()
    if not commit:
        raise RuntimeError(f"the history of {root} does not go back to {newest}")
    place = folder / "before"
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", f"{commit}^"))) as files:
        files.extractall(place, filter="data")
    return place


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(
        ["git", "-C", str(root), *arguments], check=True, stdout=subprocess.PIPE
    ).stdout
