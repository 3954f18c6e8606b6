"""How soon portals hear after an import of a million rows, with parents signing in beside it.

    python -m benchmarks.large_import [--rows 1000000] [--sessions 998] [--postgresql]

`parvis serve` and `parvis worker` run as processes; `parvis registry import` brings a million rows
into force, and the same again without the addresses of those who are signed in at one portal. Two
parents sign in by password all along, one after the other on a connection each. Prints how long
each sign-in took before, during the second import, and while portals were told; and how long it
took from *The import is in force* until the portal had each logout token.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.notifications import portal_of, receiving, sign_everybody_in
from benchmarks.registry_import import PROFILE, write_export
from benchmarks.targets import Target, parvis
from idp.settings import load
from idp.wiring import build
from tests.databases import postgresql

_PORT = 8165
_BEFORE_SECONDS = 20
_GIVE_UP_SECONDS = 120
_ROOT = Path(__file__).parent.parent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sessions", type=int, default=998)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not options.postgresql:
            _measure(folder, f"sqlite:///{folder}/parvis.db", options)
            return
        (folder / "postgresql").mkdir()
        with postgresql(folder / "postgresql") as url:
            _measure(folder, url, options)


@dataclass
class SignIns:
    """Parents that sign in until they are told to stop; each took so long, at its end's time."""

    target: Target
    stopped: threading.Event = field(default_factory=threading.Event)
    took: list[tuple[float, float]] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)

    def go_on(self) -> None:
        """Sign in again and again on one connection."""
        body = urlencode(self.target.sign_in_form)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.target.sign_in_cookie,
        }
        connection = HTTPConnection("127.0.0.1", self.target.port, timeout=60)
        while not self.stopped.is_set():
            began = time.perf_counter()
            try:
                connection.request("POST", "/connexion", body, headers)
                answer = connection.getresponse()
                answer.read()
                is_in = answer.status == 303  # noqa: PLR2004 - where the page leads to
            except OSError:
                connection.close()
                is_in = False
            ended = time.perf_counter()
            if is_in:
                self.took.append((ended, ended - began))
            else:
                self.refused.append(ended)

    def tell(self, what: str, began: float, ended: float) -> None:
        """Print those that ended in between."""
        took = sorted(each for at, each in self.took if began <= at < ended)
        refused = sum(began <= at < ended for at in self.refused)
        shares = ", ".join(f"p{share} {_share(took, share) * 1000:.0f} ms" for share in (50, 99))
        print(f"sign-ins {what}: {len(took)}, {shares}, refused {refused}", flush=True)


def _share(sorted_values: list[float], percent: int) -> float:
    return sorted_values[int(percent / 100 * (len(sorted_values) - 1))] if sorted_values else 0.0


def _measure(folder: Path, url: str, options: argparse.Namespace) -> None:
    target = parvis(folder, _PORT, url)
    environment = {
        **os.environ,
        "PARVIS_DATABASE_URL": url,
        "PARVIS_KEYS_ENCRYPTION_KEY_FILE": str(folder / "encryption.key"),
        "PARVIS_SERVER_ISSUER": f"http://127.0.0.1:{_PORT}",
        "PARVIS_OUTBOUND_ALLOW_LOOPBACK": "true",
        "PARVIS_LOG_LEVEL": "WARNING",
    }
    heard: list[float] = []
    with receiving(heard) as origin:
        lines = _sign_in(folder, url, origin, options)
        export = folder / "export.csv"
        write_export(export, options.rows)
        million = export.read_bytes()
        export.write_bytes(million + "\r\n".join([*lines, ""]).encode())
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
        _import(export, environment)
        worker = subprocess.Popen(
            [sys.executable, "-m", "idp.cli", "worker"], env=environment, cwd=_ROOT
        )
        try:
            content = million + lines[0].encode() + b"\r\n"
            _second(target, export, content, environment, Heard(heard, options.sessions))
        finally:
            worker.terminate()
            worker.wait(60)
            target.stop()


def _sign_in(folder: Path, url: str, origin: str, options: argparse.Namespace) -> list[str]:
    names = {
        "PARVIS_DATABASE_URL": url,
        "PARVIS_KEYS_ENCRYPTION_KEY_FILE": str(folder / "encryption.key"),
        "PARVIS_PASSWORDS_MEMORY_KIB": "256",
        "PARVIS_PASSWORDS_PASSES": "1",
    }
    provider = build(load(None, names))
    try:
        party = portal_of(provider, origin, 0, events=False)
        return sign_everybody_in(provider, folder, [party], options.sessions)
    finally:
        provider.database.close()


def _import(export: Path, environment: dict[str, str]) -> float:
    """Import as a person would; return when it was said to be in force."""
    command = ["registry", "import", str(export), "--profile", str(PROFILE), "--allow-removals"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "idp.cli", *command],
        env=environment,
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    in_force = 0.0
    for line in process.stdout:
        if "in force" in line:
            in_force = time.perf_counter()
    process.wait()
    print(f"in force after {in_force - began:.1f} s", flush=True)
    return in_force


@dataclass(frozen=True)
class Heard:
    """When each logout token came, and how many are to come."""

    at: list[float]
    wanted: int


def _second(
    target: Target, export: Path, content: bytes, environment: dict[str, str], heard: Heard
) -> None:
    sign_ins = SignIns(target)
    parents = [threading.Thread(target=sign_ins.go_on) for _ in range(2)]
    began = time.perf_counter()
    for each in parents:
        each.start()
    time.sleep(_BEFORE_SECONDS)
    export.write_bytes(content)
    os.utime(export, (time.time(), time.time()))
    importing = time.perf_counter()
    in_force = _import(export, environment)
    while len(heard.at) < heard.wanted and time.perf_counter() < in_force + _GIVE_UP_SECONDS:
        time.sleep(0.1)
    told = time.perf_counter()
    sign_ins.stopped.set()
    for each in parents:
        each.join()
    sign_ins.tell("before", began, importing)
    sign_ins.tell("during the import", importing, in_force)
    sign_ins.tell("while portals were told and after", in_force, told)
    waits = sorted(each - in_force for each in heard.at)
    shares = ", ".join(f"p{share} {_share(waits, share):.2f} s" for share in (0, 50, 99, 100))
    print(
        f"{len(waits)} of {heard.wanted} logout tokens: {shares}; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
