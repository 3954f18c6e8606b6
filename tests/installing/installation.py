"""Parvis as an operator installs it: out of sight of a checkout, in an environment of its own."""

import os
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
SETTINGS = """\
[server]
issuer = "http://127.0.0.1:{port}"
bind = "127.0.0.1:{port}"
leaving_seconds = 0

[mail]
host = "127.0.0.1"
port = {mail_port}
sender = "ne-pas-repondre@exemple.quebec"
"""
_PATIENCE_SECONDS = 90


@dataclass(frozen=True)
class Installation:
    """An environment, and the folder that Parvis is started in."""

    environment: Path
    folder: Path

    @property
    def packages(self) -> Path:
        """Return where the code is."""
        return Path(sysconfig.get_path("purelib", "venv", {"base": str(self.environment)}))

    def configure(self, mail_port: int) -> str:
        """Write a minimal settings file, and return the issuer that it names."""
        port = free_port()
        self.folder.mkdir()
        (self.folder / "parvis.toml").write_text(SETTINGS.format(port=port, mail_port=mail_port))
        return f"http://127.0.0.1:{port}"

    def run(self, *arguments: str) -> str:
        """Run the command `parvis`, and return what it printed."""
        done = subprocess.run(
            [self.environment / "bin" / "parvis", *arguments],
            cwd=self.folder,
            env=self._variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def running(self, command: str) -> Iterator[None]:
        """Keep `command` running meanwhile; it must end well when it is told to stop."""
        process = subprocess.Popen(
            [self.environment / "bin" / "parvis", command],
            cwd=self.folder,
            env=self._variables,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.terminate()
            status = process.wait(_PATIENCE_SECONDS)
        assert status == 0

    @property
    def _variables(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("LANG", "TZ") if name in os.environ}
        path = f"{self.environment / 'bin'}:{os.environ['PATH']}"
        return {**kept, "PATH": path, "PARVIS_CONFIG": "parvis.toml"}


def install(package: Path, folder: Path) -> Installation:
    """Install `package`, a wheel or an sdist, into a new environment below `folder`.

    What Parvis needs is taken from the environment of the tests: nothing is downloaded.
    """
    made = Installation(environment=folder / "environment", folder=folder / "service")
    venv.create(made.environment, with_pip=False)
    (made.packages / "of-the-tests.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "--python", str(made.environment / "bin" / "python")]
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--no-compile"]
    subprocess.run([*pip, "install", *options, str(package)], cwd=folder, check=True)
    return made


def wait_for(uri: str) -> None:
    """Return once `uri` answers well."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            if requests.get(uri, timeout=5).ok:
                return
        except requests.ConnectionError:
            pass
        assert time.monotonic() < deadline
        time.sleep(0.1)
