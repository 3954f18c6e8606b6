"""What is measured: Parvis, its floor and a peer, each one process on the first core."""

import contextlib
import os
import re
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from pathlib import Path
from types import MappingProxyType
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

from typing_extensions import override

from benchmarks.furnishing import ADDRESS, PASSWORD, REDIRECT_URI, furnish, know_parents
from benchmarks.processor import spent_seconds
from idp.ids import hashed
from idp.protocol.session_management import browser_state
from idp.settings import Settings, load
from tests.node import NODE

_ROOT = Path(__file__).parent.parent
SERVER_CORE = "0"
_PATIENCE_SECONDS = 90
VERIFIER = "benchmark-verifier-of-forty-three-characters"
CHALLENGE = "SAzbbIzTLiRJdq_NPh6iOhvIK9RCpkg_Ip8cvuqUk1E"


@dataclass
class Target:
    """A server that runs, and what a client needs to ask it."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    started_seconds: float
    cookie: str = ""
    secret: str = ""
    sign_in_cookie: str = ""
    sign_in_form: dict[str, str] = field(default_factory=dict)
    settings: Settings | None = None
    """Parvis's own."""
    school_secret: str = ""
    """Of the client that asks for the school's claim."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What its other processes are to be told too."""
    database_pid: int | None = None
    """Where its database is a server of its own."""

    @property
    def basic(self) -> str:
        """The `Authorization` header of the client."""
        return "Basic " + b64encode(f"portal:{self.secret}".encode()).decode()

    def spent_seconds(self) -> float:
        """Return for how long it and its database ran on a processor until now."""
        database = () if self.database_pid is None else (self.database_pid,)
        return spent_seconds(self.process.pid, *database)

    def memory_mib(self) -> float:
        """Return the memory of the largest process that answers, in MiB.

        Its proportional share of what it has in common with others (PSS).
        """
        found = subprocess.run(  # the children of gunicorn, or node itself
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid), "--pid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        return max(_pss_kib(int(line)) for line in found.stdout.split()) / 1024

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(timeout=_PATIENCE_SECONDS)


def _pss_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("Pss:"))


def parvis(
    folder: Path,
    port: int,
    database_url: str | None = None,
    config: Path | None = None,
    algorithm: str = "RS256",
    told: Mapping[str, str] = MappingProxyType({}),
) -> Target:
    """Start Parvis on a new database with one portal, one parent and one session.

    It logs each request to a file, as it does by default; ID tokens are signed by `algorithm`.
    What it is `told` by its environment comes before what is said here.
    """
    environment = {**environment_of(folder, port, database_url), **told}
    settings = load(config, environment)
    if config is not None:
        environment["PARVIS_CONFIG"] = str(config)
    secret, session = furnish(settings, algorithm)
    school_secret = know_parents(settings, folder, algorithm)
    target = serve(folder, port, environment)
    browser, form = sign_in_form(port)
    return replace(
        target,
        # What a browser has that signed in.
        cookie=f"parvis-session={session}; parvis-state={browser_state(hashed(session))}",
        secret=secret,
        sign_in_cookie=browser,
        sign_in_form=form,
        settings=settings,
        school_secret=school_secret,
        environment=environment,
    )


def environment_of(folder: Path, port: int, database_url: str | None = None) -> dict[str, str]:
    """Return the settings of a Parvis of one process, with its files in `folder`."""
    return {
        "PARVIS_DATABASE_URL": database_url or f"sqlite:///{folder}/parvis.db",
        "PARVIS_KEYS_ENCRYPTION_KEY_FILE": str(folder / "encryption.key"),
        "PARVIS_DATABASE_ANCHOR_FOLDER": str(folder),
        "PARVIS_SERVER_ISSUER": f"http://127.0.0.1:{port}",
        "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
        "PARVIS_SERVER_WORKERS": "1",
        "PARVIS_SERVER_LEAVING_SECONDS": "0",
        # The driver keeps its connections, which a process that is replaced closes in time; and
        # where processes are replaced, no slope of memory is seen.
        "PARVIS_SERVER_RECYCLE_REQUESTS": "0",
        # A proxy stands before it, as it should: parents come from many networks.
        "PARVIS_SERVER_TRUSTED_PROXIES": "127.0.0.1/32",
    }


def serve(folder: Path, port: int, environment: dict[str, str]) -> Target:
    """Start Parvis on a database that is there."""
    command = [sys.executable, "-m", "idp.cli", "serve"]
    return _start("parvis", port, command, environment, folder / "parvis.log")


def floor(folder: Path, port: int, database_url: str | None = None) -> Target:
    """Start the floor, on a file unless it is given an empty database."""
    environment = {
        "FLOOR_DATABASE": database_url or str(folder / "floor.db"),
        "FLOOR_ISSUER": f"http://127.0.0.1:{port}",
    }
    command = [
        *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4"),
        *("--workers", "1", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"),
        *("--keep-alive", "75", "benchmarks.floor:app"),
    ]
    target = _start("floor", port, command, environment, folder / "floor.log")
    return replace(target, cookie="session=floor-session", secret="floor-secret")


def peer(folder: Path, port: int, redis_port: int | None = None) -> Target:
    """Start npm oidc-provider, in memory or with Redis."""
    program = _ROOT / "benchmarks" / "peer" / "server.js"
    secret = "a-secret-of-the-peer-that-is-long-enough"
    environment = {"PORT": str(port), "SECRET": secret}
    if redis_port is not None:
        environment["REDIS_PORT"] = str(redis_port)
    command = [str(NODE), str(program)]
    target = _start("oidc-provider", port, command, environment, folder / "peer.log")
    return replace(target, secret=secret, cookie=_peer_session(port))


def authorize_path() -> str:
    """Return path and query of the authorization request that every target gets."""
    query = {
        "client_id": "portal",
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": "openid offline_access",
        "state": "0123456789abcdef",
        "nonce": "fedcba9876543210",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"/authorize?{urlencode(query)}"


def _start(
    name: str, port: int, command: list[str], environment: dict[str, str], log: Path
) -> Target:
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["taskset", "-c", SERVER_CORE, *command],
            # Compiled modules are kept, as wherever Parvis is installed.
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environment},
            cwd=_ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    until = began + _PATIENCE_SECONDS
    while time.perf_counter() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/.well-known/openid-configuration")
            return Target(name, port, process, time.perf_counter() - began)
        except HTTPError:
            raise
        except (URLError, OSError):
            time.sleep(0.01)
    raise RuntimeError(f"{name} did not answer: {log.read_text('utf-8')[-500:]}")


def sign_in_form(port: int) -> tuple[str, dict[str, str]]:
    """Return a browser's cookie, and what its sign-in form holds."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/connexion") as page:
        browser = str(page.headers["Set-Cookie"]).partition(";")[0]
        found = re.search(r'name="csrf" value="([^"]+)"', page.read().decode())
    assert found
    return browser, {"csrf": found[1], "address": ADDRESS, "password": PASSWORD}


class _StopAtThePortal(urllib.request.HTTPRedirectHandler):
    """Follows every redirect but the last, which leads to a portal that does not exist."""

    @override
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if newurl.startswith(REDIRECT_URI):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _peer_session(port: int) -> str:
    jar = CookieJar()
    cookies = urllib.request.HTTPCookieProcessor(jar)
    opener = urllib.request.build_opener(cookies, _StopAtThePortal)
    with contextlib.suppress(HTTPError):
        opener.open(f"http://127.0.0.1:{port}{authorize_path()}")
    kept = [each for each in jar if each.name.startswith("_session")]
    if not kept:
        raise RuntimeError("the peer began no session")
    return "; ".join(f"{each.name}={each.value}" for each in kept)
