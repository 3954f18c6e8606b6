"""PostgreSQL on three machines, kept by Patroni as `config/high-availability` has it.

A machine is an address of loopback with the ports of the real one: of the files nothing is changed
but the network, the name of the machine, and where files lie.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from tests.ports import free_port
from tests.postgres import as_user, programs, signal_server
from tests.tls import make_certificate

NAME = "db.example.org"
_FILES = Path(__file__).parents[2] / "config" / "high-availability"
_PATIENCE_SECONDS = 90.0
_FIRST = 11
_MACHINES = ("db1", "db2", "db3")
_Found = TypeVar("_Found")
_WHOLE = {("leader", "running"): 1, ("quorum_standby", "streaming"): 2}


@dataclass
class Network:
    """The network 10.0.0.0/24 of the files, on loopback: one that nobody else uses."""

    port: int = field(default_factory=free_port)

    def address(self, last: int | str) -> str:
        """Return the address that stands for 10.0.0.`last`."""
        return f"127.{self.port >> 8}.{self.port & 255}.{last}"

    def file(self, name: str, changes: dict[str, str]) -> str:
        """Return the text of a file, with these changes, on this network."""
        text = (_FILES / name).read_text("utf-8")
        for old, new in changes.items():
            assert old in text, f"{name} has no {old!r}"
            # Lines that list every machine are the same on each.
            lines = text.splitlines(keepends=True)
            text = "".join(
                each if "10.0.0.13" in each else each.replace(old, new) for each in lines
            )
        # Whoever speaks from loopback to loopback comes from 127.0.0.1.
        return text.replace("10.0.0.0/24", "127.0.0.0/8").replace("10.0.0.", self.address(""))


@dataclass
class Machine:
    """One of the three: etcd, Patroni, and the server that Patroni starts."""

    name: str
    address: str
    folder: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """Where the server's files are."""
        return self.folder / "data"

    def start(self) -> None:
        """Start it, as when power comes back."""
        etcd = shutil.which("etcd")
        if etcd is None:
            raise RuntimeError("etcd is missing: apt-get install etcd-server")
        written = (self.folder / "etcd.env").read_text("utf-8").splitlines()
        settings = dict(each.split("=", 1) for each in written if each.startswith("ETCD_"))
        self._run([etcd], settings)
        self._run([sys.executable, "-m", "patroni", str(self.folder / "patroni.yml")], {})

    def _run(self, command: list[str], told: dict[str, str]) -> None:
        with (self.folder / "log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [*as_postgres(), *command],
                    cwd=self.folder,
                    env={**os.environ, **self.environment, **told, "HOME": str(self.folder)},
                    stdout=log,
                    stderr=log,
                )
            )

    def kill_server(self) -> None:
        """Kill the processes of PostgreSQL; Patroni is there to see it."""
        signal_server(self.data, signal.SIGKILL)
        # Its number may be somebody else's when it is read next.
        (self.data / "postmaster.pid").unlink()

    def kill(self) -> None:
        """Kill everything at once, as a machine that loses power does."""
        for process in self.processes:
            process.kill()
        with contextlib.suppress(FileNotFoundError):
            self.kill_server()
        for process in self.processes:
            process.wait()
        self.processes.clear()

    def ask(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return what Patroni answers, None where it says no or nothing."""
        try:
            with urllib.request.urlopen(f"http://{self.address}:8008{path}", timeout=2) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None


class Cluster:
    """The three machines; `start` waits until every one of them has its place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.network = Network()
        self.password = secrets.token_urlsafe()
        self.certificate = make_certificate(folder, NAME)
        self.machines = [self._machine(number) for number in range(len(_MACHINES))]

    def _machine(self, number: int) -> Machine:
        name, address = _MACHINES[number], f"10.0.0.{_FIRST + number}"
        folder = self.folder / name
        folder.mkdir()
        own = {"db1": name, f"10.0.0.{_FIRST}": address}
        etcd = {"/var/lib/etcd/parvis": str(folder / "etcd")}
        patroni = {
            "/var/lib/postgresql/15/parvis": str(folder / "data"),
            "/var/lib/postgresql/.pgpass-patroni": str(folder / "pgpass"),
            "/usr/lib/postgresql/15/bin": str(programs()),
            f"/etc/patroni/{NAME}.pem": str(folder / "db.pem"),
            f"/etc/patroni/{NAME}.key": str(folder / "db.key"),
        }
        (folder / "etcd.env").write_text(self.network.file("etcd", etcd | own), "utf-8")
        (folder / "patroni.yml").write_text(
            self.network.file("patroni.yml", patroni | own), "utf-8"
        )
        shutil.copy(self.certificate.path, folder / "db.pem")
        shutil.copy(self.certificate.key_path, folder / "db.key")
        (folder / "db.key").chmod(0o600)
        for each in (folder, *folder.iterdir()) if as_user() else ():
            shutil.chown(each, "postgres")
        names = ("SUPERUSER", "REPLICATION", "RESTAPI")
        passwords = {f"PATRONI_{each}_PASSWORD": self.password for each in names}
        return Machine(name, self.network.address(_FIRST + number), folder, passwords)

    def start(self) -> None:
        """Start all of it, and make the role and the database of Parvis."""
        for machine in self.machines:
            machine.start()
        self.wait_until_whole()
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE parvis LOGIN PASSWORD '{self.password}'".encode())
            connection.execute("CREATE DATABASE parvis OWNER parvis")

    def start_what_is_down(self) -> None:
        """Start each machine that was killed."""
        for machine in self.machines:
            if not machine.processes:
                machine.start()

    def stop(self) -> None:
        """Stop all of it."""
        for machine in self.machines:
            machine.kill()

    def url(self, user: str = "parvis", database: str = "parvis") -> str:
        """Return the URL that names every machine."""
        hosts = ",".join(f"{each.address}:5432" for each in self.machines)
        who = f"{user}:{self.password}"
        return f"postgresql://{who}@{hosts}/{database}?target_session_attrs=read-write"

    def primary(self) -> Machine:
        """Return the machine that takes writes, and wait until there is one."""
        return _wait_for(lambda: next((m for m in self.machines if m.ask("/primary")), None))

    def wait_for_another(self, former: Machine) -> float:
        """Wait until another machine takes writes; return when that was."""
        others = [each for each in self.machines if each is not former]
        _wait_for(lambda: next((True for each in others if each.ask("/primary")), None))
        return time.monotonic()

    def wait_until_whole(self) -> None:
        """Wait until there is a primary that two replicas follow, each of which may succeed it."""
        _wait_for(lambda: self._is_whole() or None)

    def _is_whole(self) -> bool:
        members = next((m for each in self.machines if (m := each.ask("/cluster"))), None)
        return (
            members is not None
            and Counter((each["role"], each["state"]) for each in members["members"]) == _WHOLE
        )


def as_postgres() -> list[str]:
    """Return what begins a command of PostgreSQL's user, who may still read where Python is."""
    may_read = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    who = ("--reuid=postgres", "--regid=postgres", "--clear-groups")
    return ["setpriv", *who, *may_read, "--"] if as_user() else []


def _wait_for(look: Callable[[], _Found | None]) -> _Found:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if (found := look()) is not None:
            return found
        time.sleep(0.1)
    raise RuntimeError("the cluster does not become what it should be")
