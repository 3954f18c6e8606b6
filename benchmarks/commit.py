"""The commit that is measured."""

import subprocess


def commit() -> str:
    """Return its short name, with `-dirty` where files differ from it."""
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
