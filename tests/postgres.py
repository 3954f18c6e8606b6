"""A PostgreSQL server of our own: started, restarted, frozen, followed by a replica."""

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from tests.ports import free_port

_OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
    "-c max_connections=200 -c shared_buffers=64MB"
)
_FORGETFUL = " -c fsync=off -c full_page_writes=off"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
    return found[-1]


class Postgres:
    """A server in `folder`; it refuses to run as root, so root runs it as Debian's user."""

    def __init__(self, folder: Path, *, durable: bool = False, options: str = "") -> None:
        """Name the server; unless it is `durable`, a commit waits for no disk."""
        self._options = _OPTIONS + ("" if durable else _FORGETFUL) + options
        self._programs = programs()
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        if as_user():
            shutil.chown(folder, "postgres")
            for parent in (folder, *folder.parents):
                if parent.owner() == "root" and parent.stat().st_mode & 0o005 != 0o005:
                    parent.chmod(parent.stat().st_mode | 0o055)

    def url(self, name: str = "postgres") -> str:
        """Return the URL of database `name`."""
        return f"postgresql://parvis@127.0.0.1:{self.port}/{name}"

    @property
    def is_running(self) -> bool:
        """Whether a server wrote that it is, and did not take that back."""
        return (self.data / "postmaster.pid").exists()

    @property
    def main_pid(self) -> int:
        """The process that starts those of connections."""
        return _main_pid(self.data)

    def add(self, name: str) -> str:
        """Make database `name` and return its URL."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def make(self) -> None:
        """Make the files of a new server."""
        self._run("initdb", "-U", "parvis", "-A", "trust", "-E", "UTF8", "--locale=C")

    def copy_from(self, primary: "Postgres") -> None:
        """Make the files of a replica of `primary`, which runs."""
        source = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", "parvis")
        self._run("pg_basebackup", *source, "-R", "-X", "stream", "-c", "fast")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log, options = str(self.data / "log"), f"{self._options} -p {self.port}"
        self._run("pg_ctl", "-w", "-o", options, "-l", log, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: `fast` ends sessions with a word, `immediate` without one."""
        self._run("pg_ctl", "-m", mode, "-w", "stop")

    def restart(self, mode: str) -> None:
        """Stop it by `mode`, and start it again."""
        self.stop(mode)
        self.start()

    def promote(self) -> None:
        """Make a replica the primary."""
        self._run("pg_ctl", "-w", "promote")

    def freeze(self) -> None:
        """Let none of its processes run: the kernel still takes connections and bytes for it."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them run again."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End all of its processes at once, as a machine that loses power does."""
        self._signal(signal.SIGKILL)
        (self.data / "postmaster.pid").unlink()

    def _signal(self, number: signal.Signals) -> None:
        signal_server(self.data, number)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*as_user(), str(self._programs / program), "-D", str(self.data), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


def signal_server(data: Path, number: signal.Signals) -> None:
    """Send a signal to every process of the server whose files are in `data`."""
    master = _main_pid(data)
    children = ["pgrep", "-P", str(master)]
    found = subprocess.run(children, capture_output=True, text=True, check=False)
    # The master first: it would start again whatever ends.
    for child in (master, *map(int, found.stdout.split())):
        # It may have noticed that the master is gone.
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, number)


def _main_pid(data: Path) -> int:
    return int((data / "postmaster.pid").read_text("ascii").split()[0])


def as_user() -> list[str]:
    """Return what a command begins with that must not run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
