"""A whole installation on loopback: nodes (`parvis serve`, `parvis worker`), mailbox and portal."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from urllib.error import URLError

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.faults.balancer import nginx
from benchmarks.faults.household import Household
from benchmarks.faults.ledger import Ledger
from benchmarks.furnishing import REDIRECT_URI
from tests.ports import free_port

_ROOT = Path(__file__).parent.parent.parent
_CODE = re.compile(r"^(\d{4}) (\d{4})\s*$", re.MULTILINE)
_HEADER = (
    "organisme;nom_organisme;ecole;nom_ecole;fiche;code_permanent;nom;prenom;lien;courriel;"
    "acces_portail;fin_acces"
)
_LINE = "887000;Les Érables;011;École;{};;Roy;Léa;mère;parent{}@exemple.quebec;oui;"
_PORTAL = f"""id = "portal"
redirect_uris = ["{REDIRECT_URI}"]
grant_types = ["authorization_code", "refresh_token"]
scopes = ["openid", "offline_access"]
[branding]
name_fr = "Portail"
name_en = "Portal"
"""


@dataclass
class Mailbox:
    """Takes every message, and counts how often each came."""

    port: int
    codes: dict[str, str] = field(default_factory=dict)
    came: Counter[str] = field(default_factory=Counter)
    """Messages with a code, by recipient."""

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd looks for
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message."""
        content = envelope.content or b""
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        body = message.get_body(("plain",))
        if body is not None and (found := _CODE.search(body.get_content())):
            for address in envelope.rcpt_tos:
                self.codes[address] = "".join(found.groups())
                self.came[address] += 1
        return "250 OK"


@dataclass
class Installation:
    """One that can be hurt: a node for each of `urls`, where it finds the database.

    `root` is the checkout whose program runs. Where there are several nodes, nginx is before them.
    """

    urls: tuple[str, ...]
    folder: Path
    root: Path = _ROOT
    told: dict[str, str] = field(default_factory=dict)
    keeps_alive: bool = True
    """Whether nginx keeps connections to the nodes."""
    port: int = field(default_factory=free_port)
    ledger: Ledger = field(default_factory=Ledger)
    processes: dict[tuple[str, int], subprocess.Popen[bytes]] = field(default_factory=dict)
    secret: str = ""
    dropped: int = 0
    """How many exports of the registry were dropped."""
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the mailbox."""
        self.mailbox = Mailbox(free_port())
        self._smtp = Controller(self.mailbox, hostname="127.0.0.1", port=self.mailbox.port)
        several = len(self.urls) > 1
        self._ports = tuple(free_port() for _ in self.urls) if several else (self.port,)

    def _environment(self, node: int) -> dict[str, str]:
        return {
            **os.environ,
            "PARVIS_DATABASE_URL": self.urls[node],
            "PARVIS_DATABASE_ANCHOR_FOLDER": str(self.folder / f"anchor{node}"),
            "PARVIS_KEYS_ENCRYPTION_KEY_FILE": str(self.folder / "encryption.key"),
            "PARVIS_SERVER_ISSUER": f"http://127.0.0.1:{self.port}",
            "PARVIS_SERVER_BIND": f"127.0.0.1:{self._ports[node]}",
            "PARVIS_SERVER_TRUSTED_PROXIES": "127.0.0.1/32",
            "PARVIS_MAIL_PORT": str(self.mailbox.port),
            "PARVIS_PASSWORDS_MEMORY_KIB": "256",
            "PARVIS_PASSWORDS_PASSES": "1",
            "PARVIS_REGISTRY_DIRECTORY": str(self.folder / "registry"),
            "PARVIS_REGISTRY_DROP_DIRECTORY": str(self.folder / "drop"),
            "PARVIS_LOG_LEVEL": "WARNING",
            **self.told,
        }

    def parvis(self, *arguments: str) -> str:
        """Run a command, and return what it printed."""
        done = self._run(*arguments)
        done.check_returncode()
        return done.stdout

    def told_by_doctor(self, subject: str) -> str:
        """Return what `parvis doctor` says of `subject`."""
        lines = self._run("doctor").stdout.splitlines()
        return " ".join(next(line for line in lines if line.split()[1] == subject).split())

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._python, "-m", "idp.cli", *arguments],
            env=self._environment(0),
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def _python(self) -> str:
        own = self.root / ".venv" / "bin" / "python"
        return str(own) if own.exists() else sys.executable

    def start(self, name: str, node: int = 0) -> None:
        """Start `serve` or `worker` of a node."""
        with (self.folder / f"{name}{node}.log").open("ab") as log:
            self.processes[name, node] = subprocess.Popen(
                [self._python, "-m", "idp.cli", name],
                env=self._environment(node),
                cwd=self.root,
                stderr=log,
                start_new_session=True,
            )

    def drop(self, number: int) -> None:
        """Drop an export of the registry, whole: it is for one worker."""
        lines = (_LINE.format(1_200_000 + each, each) for each in range(9))
        text = "\n".join((_HEADER, *lines, ""))
        (self.folder / "drop" / f"{number}.csv").write_text(text, "utf-8")
        (self.folder / "drop" / f"{number}.csv.done").touch()
        self.dropped += 1

    def kill(self, name: str, node: int = 0) -> None:
        """End all of its processes at once, without a word."""
        process = self.processes.pop((name, node))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def replace(self, node: int) -> None:
        """Tell a node to leave, start it again by the program in `root`, and wait for it."""
        for name in ("serve", "worker"):
            leaving = self.processes.pop((name, node))
            leaving.terminate()
            leaving.wait()
            self.start(name, node)
        _wait_for(lambda: self.status("/health/ready", port=self._ports[node]))

    def status(self, path: str, timeout: float = 2.0, port: int | None = None) -> int:
        """Return the status of an answer, 0 for none in time; of all nodes, or by one's `port`."""
        try:
            address = f"http://127.0.0.1:{port or self.port}{path}"
            with urllib.request.urlopen(address, timeout=timeout) as answer:
                return int(answer.status)
        except URLError as error:
            return int(getattr(error, "code", 0))
        except OSError:
            return 0

    def wait_until_ready(self) -> None:
        """Wait until requests are answered."""
        _wait_for(lambda: self.status("/.well-known/jwks.json"))

    def households(self, count: int, stop: threading.Event) -> list[Household]:
        """Return so many households that have not begun."""
        return [
            Household(self.port, self.secret, self.ledger, self.mailbox.codes.get, number, stop)
            for number in range(1, count + 1)
        ]

    @contextlib.contextmanager
    def running(self) -> Iterator["Installation"]:
        """Prepare everything, run it, and stop what is left."""
        with contextlib.ExitStack() as started:
            self._smtp.start()
            started.callback(self._smtp.stop)
            self.parvis("init")
            (self.folder / "portal.toml").write_text(_PORTAL, "utf-8")
            self.parvis("clients", "add", str(self.folder / "portal.toml"))
            self.secret = self.parvis("clients", "secret", "portal").split()[-1]
            started.callback(self._kill_all)
            for node in range(len(self.urls)):
                self.start("serve", node)
                self.start("worker", node)
            if len(self.urls) > 1:
                front = nginx(
                    self.port, self._ports, self.folder / "nginx", keeps_alive=self.keeps_alive
                )
                started.enter_context(front)
            self.wait_until_ready()
            yield self

    def _kill_all(self) -> None:
        for name, node in tuple(self.processes):
            self.kill(name, node)


def _wait_for(status: Callable[[], int]) -> None:
    for _ in range(600):
        if status() == 200:  # noqa: PLR2004 - HTTP's own
            return
        time.sleep(0.1)
    raise RuntimeError("the installation does not answer")


@contextlib.contextmanager
def folder_for_everybody() -> Iterator[Path]:
    """Give a folder that PostgreSQL's user may look into, and remove it."""
    with tempfile.TemporaryDirectory(prefix="parvis-faults-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
