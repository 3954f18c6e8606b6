"""What is measured: Parvis, its floor and a peer, each one process on the first core."""

import contextlib
import os
import re
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from dataclasses import dataclass, field, replace
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

from typing_extensions import override

from idp.accounts import NewSession, Purpose
from idp.clients import Branding, Client
from idp.clients.registration import add_secret, put_client
from idp.clock import SystemClock
from idp.ids import ClientId
from idp.installation.installing import install
from idp.normalisation.address import parse_address
from idp.settings import Settings, load
from idp.storage import Statement
from idp.wiring import build
from tests.node import NODE

_ROOT = Path(__file__).parent.parent
_SERVER_CORE = "0"
_PATIENCE_SECONDS = 30
REDIRECT_URI = "https://portal.example.org/cb"
VERIFIER = "benchmark-verifier-of-forty-three-characters"
CHALLENGE = "SAzbbIzTLiRJdq_NPh6iOhvIK9RCpkg_Ip8cvuqUk1E"
ADDRESS, PASSWORD = "marie@exemple.quebec", "trois outardes volent bas"


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

    @property
    def basic(self) -> str:
        """The `Authorization` header of the client."""
        return "Basic " + b64encode(f"portal:{self.secret}".encode()).decode()

    def resident_mib(self) -> float:
        """Return the memory of the largest process that answers, in MiB."""
        found = subprocess.run(  # the children of gunicorn, or node itself
            ["ps", "-o", "rss=", "--ppid", str(self.process.pid), "--pid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        return max(int(line) for line in found.stdout.split()) / 1024

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(timeout=_PATIENCE_SECONDS)


def parvis(
    folder: Path, port: int, database_url: str | None = None, config: Path | None = None
) -> Target:
    """Start Parvis on a new database with one portal, one parent and one session."""
    environment = {
        "PARVIS_DATABASE_URL": database_url or f"sqlite:///{folder}/parvis.db",
        "PARVIS_KEYS_ENCRYPTION_KEY_FILE": str(folder / "encryption.key"),
        "PARVIS_DATABASE_ANCHOR_FOLDER": str(folder),
        "PARVIS_SERVER_ISSUER": f"http://127.0.0.1:{port}",
        "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
        "PARVIS_SERVER_WORKERS": "1",
        "PARVIS_SERVER_LEAVING_SECONDS": "0",
        # One line a request costs what the disk and the reader of the log cost, not Parvis.
        "PARVIS_LOG_LEVEL": "WARNING",
    }
    settings = load(config, environment)
    if config is not None:
        environment["PARVIS_CONFIG"] = str(config)
    secret, session = _furnish(settings)
    target = _start("parvis", port, [sys.executable, "-m", "idp.cli", "serve"], environment)
    browser, form = _sign_in_form(port)
    return replace(
        target,
        cookie=f"parvis-session={session}",
        secret=secret,
        sign_in_cookie=browser,
        sign_in_form=form,
    )


def floor(folder: Path, port: int) -> Target:
    """Start the floor."""
    environment = {
        "FLOOR_DATABASE": str(folder / "floor.db"),
        "FLOOR_ISSUER": f"http://127.0.0.1:{port}",
    }
    command = [
        *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4"),
        *("--workers", "1", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"),
        *("--keep-alive", "75", "benchmarks.floor:app"),
    ]
    target = _start("floor", port, command, environment)
    return replace(target, cookie="session=floor-session", secret="floor-secret")


def peer(port: int) -> Target | None:
    """Start npm oidc-provider, in memory; None where `make bench` did not install it."""
    folder = _ROOT / "benchmarks" / "peer"
    if not (folder / "node_modules").is_dir():
        return None
    secret = "a-secret-of-the-peer-that-is-long-enough"
    environment = {"PORT": str(port), "SECRET": secret}
    target = _start("oidc-provider", port, [str(NODE), str(folder / "server.js")], environment)
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


def _furnish(settings: Settings) -> tuple[str, str]:
    install(settings, SystemClock())
    provider = build(settings)
    now = provider.clock.seconds()
    client = Client(
        id=ClientId("portal"),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=(REDIRECT_URI,),
        grant_types=("authorization_code", "refresh_token", "client_credentials"),
        scopes=("openid", "offline_access", "api"),
    )
    password_hash = provider.directory.passwords.hash(PASSWORD)
    with provider.database.writing() as tx:
        put_client(tx, client, now=now)
        secret = add_secret(tx, client.id, now=now, overlap_seconds=0)
        proof = provider.directory.email_verifications.begin(
            tx, browser="x", purpose=Purpose.SIGN_UP, address=parse_address(ADDRESS)
        )
        proof = replace(proof, proven_at=now)
        account = provider.directory.accounts.create(
            tx, proof=proof, password_hash=password_hash, locale="fr"
        )
        started = provider.directory.sessions.start(
            tx,
            provider.directory.accounts.hold(tx, account.id),
            NewSession(
                amr=("pwd",), acr="urn:parvis:acr:password", remember=True, device="benchmark"
            ),
            replacing=None,
        )
        # No message of a benchmark is to leave.
        tx.run(Statement("DELETE FROM outbox"))
    provider.database.close()
    return secret, started.token


def _start(name: str, port: int, command: list[str], environment: dict[str, str]) -> Target:
    began = time.perf_counter()
    process = subprocess.Popen(
        ["taskset", "-c", _SERVER_CORE, *command],
        # Compiled modules are kept, as wherever Parvis is installed.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environment},
        cwd=_ROOT,
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
    raise RuntimeError(f"{name} did not answer")


def _sign_in_form(port: int) -> tuple[str, dict[str, str]]:
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
