"""`make run`: Parvis, its worker, a mailbox, a portal, a resource, a stand-in for Microsoft.

They run until Ctrl-C. The first start prepares everything; the next ones find that nothing changed
and start at once. Parvis is driven as an operator would, through its command line. Data and logs
go to `var/`, or to the folder that DEMO_FOLDER names.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from microsoft import StandIn, stand_in
from preparation import Demo, Places, administration, prepare

_ROOT = Path(__file__).parent.parent
_PATIENCE_SECONDS = 60
_GRACE_SECONDS = 35
_PARVIS = (sys.executable, "-m", "idp.cli")
_UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
_PORTS = {
    "PORT": 8000,
    "PORTAL_PORT": 8001,
    "MAILBOX_PORT": 8025,
    "SMTP_PORT": 1025,
    "MICROSOFT_PORT": 8002,
    "RESOURCE_PORT": 8003,
}


@dataclass(frozen=True)
class Program:
    """A process of the demo, with the file that its output goes to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Programs:
    """The processes: started together, stopped together."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self._environment = environment
        self.logs = logs
        self._programs: list[Program] = []

    def start(self, name: str, *command: str, **environment: str) -> None:
        """Start a process whose output goes to a file of its own."""
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own commands
                command,
                cwd=_ROOT,
                env={**self._environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches this program alone, which then stops the others in order.
                start_new_session=True,
            )
        self._programs.append(Program(name, process, log))

    def dead(self) -> Program | None:
        """Return a process that ended, if one did."""
        return next((each for each in self._programs if each.process.poll() is not None), None)

    def stop(self) -> None:
        """End every process, gently first."""
        for each in reversed(self._programs):
            if each.process.poll() is None:
                each.process.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for each in self._programs:
            try:
                each.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                each.process.kill()


def main() -> int:
    """Prepare, start, wait, stop; return the exit status."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    ports = {name: int(os.environ.get(name, default)) for name, default in _PORTS.items()}
    if taken := [name for name, port in ports.items() if _is_taken(port)]:
        print(f"Port {ports[taken[0]]} is in use: set {taken[0]} to another.", file=sys.stderr)
        return 1
    # A name: browsers make no passkeys for a bare address.
    issuer = f"http://localhost:{ports['PORT']}"
    folder = Path(os.environ.get("DEMO_FOLDER", _ROOT / "var")).absolute()
    logs = folder / "log"
    logs.mkdir(parents=True, exist_ok=True)
    microsoft = stand_in(_ROOT, folder, issuer, ports["MICROSOFT_PORT"])
    environment = _environment(issuer, ports, folder)
    if microsoft is not None:
        environment |= microsoft.parvis_environment
    places = Places(_ROOT, folder, issuer, ports["PORTAL_PORT"], ports["RESOURCE_PORT"])
    demo = prepare(places, environment)
    programs = Programs(environment, logs)
    try:
        _start(programs, demo, microsoft)
        entrance = administration(places, environment)
        pages = [f"{issuer}/connexion", f"http://localhost:{ports['PORTAL_PORT']}/"]
        pages += [f"{microsoft.origin}/"] if microsoft is not None else []
        if not _wait_for(programs, pages, stop) or not _rest(programs, ports, demo, stop):
            return 0 if stop.is_set() else _complain(programs)
        _tell(programs, ports, demo, microsoft, entrance)
        return _watch(programs, stop)
    finally:
        programs.stop()
        if stop.is_set():
            print("\nStopped.")


def _watch(programs: Programs, stop: threading.Event) -> int:
    """Wait until Ctrl-C, or until a program ends."""
    while not stop.wait(0.5):
        if programs.dead():
            return _complain(programs)
    return 0


def _environment(issuer: str, ports: dict[str, int], folder: Path) -> dict[str, str]:
    own = {
        "PARVIS_CONFIG": "config/parvis.toml",
        "PARVIS_SERVER_ISSUER": issuer,
        "PARVIS_SERVER_BIND": f"127.0.0.1:{ports['PORT']}",
        "PARVIS_MAIL_PORT": str(ports["SMTP_PORT"]),
        "PARVIS_DATABASE_URL": f"sqlite:///{folder / 'parvis.db'}",
        "PARVIS_SERVER_LEAVING_SECONDS": "0",
        "MAILBOX_DIRECTORY": str(folder / "mailbox"),
        **{name: str(port) for name, port in ports.items()},
    }
    # Compiled once and kept, the program starts a second faster.
    given = {name: value for name, value in os.environ.items() if name != _UNCOMPILED}
    return {**given, **own}


def _start(programs: Programs, demo: Demo, microsoft: StandIn | None) -> None:
    """Start what a person meets first."""
    programs.start("parvis", *_PARVIS, "serve")
    if microsoft is not None:
        programs.start("microsoft", *microsoft.command, **microsoft.environment)
    programs.start("portal", sys.executable, "demo/portal.py", str(demo.portal_settings))
    programs.start("mailbox", sys.executable, "demo/mailbox.py")


def _rest(programs: Programs, ports: dict[str, int], demo: Demo, stop: threading.Event) -> bool:
    """Start what is of use once an address was typed; tell whether it answers in time."""
    resource = "demo/protected_resource.py"
    programs.start("resource", sys.executable, resource, str(demo.resource_settings))
    programs.start("worker", *_PARVIS, "worker")
    return _wait_for(programs, [_resource(ports)], stop)


def _wait_for(programs: Programs, pages: list[str], stop: threading.Event) -> bool:
    """Tell whether each of `pages` answers in time."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while pages:
        if _answers(pages[0]):
            pages.pop(0)
        elif stop.wait(0.05) or programs.dead() or time.monotonic() > deadline:
            return False
    return True


def _tell(
    programs: Programs,
    ports: dict[str, int],
    demo: Demo,
    microsoft: StandIn | None,
    entrance: str,
) -> None:
    stands_in = f"  Not Microsoft   {microsoft.origin}\n" if microsoft is not None else ""
    print(
        f"\n  Parvis          http://localhost:{ports['PORT']}\n"
        f"  Mailbox         http://127.0.0.1:{ports['MAILBOX_PORT']}\n"
        f"  Demo portal     http://localhost:{ports['PORTAL_PORT']}\n"
        f"  Resource        {_resource(ports)}\n"
        f"{stands_in}"
        f"  Administration  {entrance}\n\n"
        f"  Sample parent   {demo.parent_address}\n"
        f"  Child's fiche   {demo.fiche_number}, {demo.organisation}\n\n"
        f"  Start at the demo portal. Logs are in {programs.logs}; Ctrl-C stops everything.\n",
        flush=True,
    )


def _resource(ports: dict[str, int]) -> str:
    return f"http://localhost:{ports['RESOURCE_PORT']}/absences"


def _complain(programs: Programs) -> int:
    ended = programs.dead()
    if ended is None:
        waited = f"Parvis did not answer within {_PATIENCE_SECONDS} s"
        print(f"{waited}: see {programs.logs}", file=sys.stderr)
        return 1
    tail = ended.log.read_text("utf-8", "replace").splitlines()[-15:]
    print(f"{ended.name} ended ({ended.process.returncode}):", *tail, sep="\n  ", file=sys.stderr)
    return 1


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - http, ours
            return bool(response.status)
    except urllib.error.HTTPError:
        return True  # whoever refuses answers
    except OSError:
        return False


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
