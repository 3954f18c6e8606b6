"""What goes on while 300 parents sign in at once, with the defaults of `parvis serve`.

    python -m benchmarks.overload [--clients 300] [--seconds 75] [--port 8180]

Each parent has a browser and an account, sends the form of the sign-in page, does what the answer
says (waits as long as `Retry-After` or `Refresh`, and tries again), gives up after a minute, and
comes back a second after it worked. Meanwhile a portal asks for a token, for userinfo and for the
keys, five times a second each, whatever became of the question before; after ten seconds it gives
up. Server and driver share the machine; its load is told.
"""

import argparse
import asyncio
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

from msgspec.structs import replace

from benchmarks.furnishing import PASSWORD, furnish
from benchmarks.scenarios import _get, _token, _tokens
from benchmarks.targets import Target
from idp.accounts import Purpose
from idp.clock import SystemClock
from idp.normalisation.address import parse_address
from idp.settings import Settings, load
from idp.storage import Statement
from idp.wiring import build

_PATIENCE_SECONDS, _PORTAL_PATIENCE_SECONDS = 60.0, 10.0
_PAUSE_SECONDS = 1.0
_PORTAL_EVERY_SECONDS = 0.2
_BUSY, _SEE_OTHER = 503, 303
_WAITING = "/attente"
_CSRF = re.compile(rb'name="csrf" value="([^"]+)"')


@dataclass
class Answer:
    """A status, and the headers that say what comes next."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """Return the header of that name; empty for none."""
        return next((value for each, value in self.headers if each == name), "")


@dataclass
class Tally:
    """What became of one kind of question."""

    taken: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    gave_up: int = 0

    def line(self, name: str) -> str:
        """Return its line of the table."""
        taken = sorted(self.taken) or [float("nan")]
        middle, late = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
        others = sum(
            count for status, count in self.statuses.items() if status not in {200, 303, _BUSY}
        )
        return (
            f"{name:<22}{len(self.taken):>8}{self.statuses[_BUSY]:>8}{self.gave_up:>10}"
            f"{others:>8}{middle:>10.2f}{late:>10.2f}"
        )


class Line:
    """A connection that is kept, and opened again when it was lost."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes, seconds: float) -> Answer:
        """Return the answer. Raises TimeoutError, OSError."""
        try:
            return await asyncio.wait_for(self._ask(request), seconds)
        except BaseException:
            self.close()
            raise

    async def _ask(self, request: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            raise ConnectionResetError from error
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = [line.partition(": ") for line in lines if line]
        headers = [(name.lower(), value) for name, _, value in pairs]
        answer = Answer(int(first[9:12]), headers, b"")
        answer.body = await reader.readexactly(int(answer.header("content-length") or 0))
        if answer.header("connection").lower() == "close":
            self.close()
        return answer

    def close(self) -> None:
        """Let it go."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


class Parent:
    """A parent at a browser of a network of her own."""

    def __init__(self, port: int, number: int, tallies: dict[str, Tally]) -> None:
        self._line = Line(port)
        self._head = (
            f"Host: 127.0.0.1:{port}\r\n"
            f"X-Forwarded-For: 10.{number // 65_536}.{number // 256 % 256}.{number % 256}\r\n"
        )
        self._address = address_of(number)
        self._cookies: dict[str, str] = {}
        self._form = ""
        self._typed: dict[str, str] = {}
        self._signed_in, self._answers = tallies["signed in"], tallies["each answer"]

    async def open_page(self) -> None:
        """Open the sign-in page."""
        page = await self._line.ask(self._get("/connexion"), _PATIENCE_SECONDS)
        self._keep(page)
        found = _CSRF.search(page.body)
        assert found, page.status
        self._typed = {"csrf": found[1].decode(), "address": self._address, "password": PASSWORD}

    async def sign_in(self, until: float) -> None:
        """Sign in again and again until the time is over."""
        while (began := time.perf_counter()) < until:
            try:
                await asyncio.wait_for(self._until_in(), _PATIENCE_SECONDS)
            except (TimeoutError, OSError):
                self._signed_in.gave_up += 1
                self._line.close()
            else:
                self._signed_in.taken.append(time.perf_counter() - began)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _until_in(self) -> None:
        # Each time as from a page that was shown anew: the same form is carried out once.
        self._form = urlencode({**self._typed, "envoi": secrets.token_urlsafe(16)})
        request = self._post()
        while True:
            began = time.perf_counter()
            answer = await self._line.ask(request, _PATIENCE_SECONDS)
            self._answers.taken.append(time.perf_counter() - began)
            self._answers.statuses[answer.status] += 1
            self._keep(answer)
            if answer.status == _SEE_OTHER and answer.header("location") != _WAITING:
                return
            if answer.status == _SEE_OTHER:
                request = self._get(_WAITING)
                continue
            seconds, _, place = answer.header("refresh").partition("; url=")
            await asyncio.sleep(float(seconds or answer.header("retry-after") or _PAUSE_SECONDS))
            request = self._get(place) if place else self._post()

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                if "session" not in cookie:  # each time as somebody who is not signed in
                    self._cookies[cookie] = content

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _get(self, path: str) -> bytes:
        return f"GET {path} HTTP/1.1\r\n{self._head}Cookie: {self._cookie()}\r\n\r\n".encode()

    def _post(self) -> bytes:
        return (
            f"POST /connexion HTTP/1.1\r\n{self._head}Cookie: {self._cookie()}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(self._form)}\r\n\r\n{self._form}"
        ).encode()


def address_of(number: int) -> str:
    """Return the address of a parent's account."""
    return f"parent{number}@exemple.quebec"


async def _ask_once(port: int, request: bytes, tally: Tally) -> None:
    line, began = Line(port), time.perf_counter()
    try:
        answer = await line.ask(request, _PORTAL_PATIENCE_SECONDS)
    except (TimeoutError, OSError):
        tally.gave_up += 1
    else:
        tally.taken.append(time.perf_counter() - began)
        tally.statuses[answer.status] += 1
    finally:
        line.close()


async def _ask_on(port: int, request: bytes, tally: Tally, until: float) -> None:
    asked: set[asyncio.Task[None]] = set()
    while time.perf_counter() < until:
        asked.add(asyncio.create_task(_ask_once(port, request, tally)))
        await asyncio.sleep(_PORTAL_EVERY_SECONDS)
    await asyncio.gather(*asked)


def _questions(target: Target) -> dict[str, bytes]:
    bearer = f"Authorization: Bearer {_tokens(target)['access_token']}\r\n"
    return {
        "token": _token(target, grant_type="client_credentials"),
        "userinfo": _get(target, "/userinfo", bearer),
        "JWKS": _get(target, "/.well-known/jwks.json"),
    }


async def _measure(
    target: Target, asked: dict[str, bytes], clients: int, seconds: float
) -> dict[str, Tally]:
    tallies = {name: Tally() for name in ("signed in", "each answer", *asked)}
    parents = [Parent(target.port, number, tallies) for number in range(clients)]
    for each in parents:
        await each.open_page()
    until = time.perf_counter() + seconds
    portal = (_ask_on(target.port, asked[name], tallies[name], until) for name in asked)
    await asyncio.gather(*(each.sign_in(until) for each in parents), *portal)
    return tallies


def _make_accounts(settings: Settings, clients: int) -> None:
    provider = build(settings, SystemClock())
    password_hash = provider.directory.passwords.hash(PASSWORD)
    with provider.database.writing() as tx:
        for number in range(clients):
            address = parse_address(address_of(number))
            proof = provider.directory.email_verifications.begin(
                tx, browser="x", purpose=Purpose.SIGN_UP, address=address
            )
            proof = replace(proof, proven_at=provider.clock.seconds())
            provider.directory.accounts.create(
                tx, proof=proof, password_hash=password_hash, locale="fr"
            )
        tx.run(Statement("DELETE FROM outbox"))
    provider.database.close()


def _start(folder: Path, port: int, clients: int) -> Target:
    """Start `parvis serve` with its defaults, on a new database."""
    environment = {
        "PARVIS_DATABASE_URL": f"sqlite:///{folder}/parvis.db",
        "PARVIS_KEYS_ENCRYPTION_KEY_FILE": str(folder / "encryption.key"),
        "PARVIS_DATABASE_ANCHOR_FOLDER": str(folder),
        "PARVIS_SERVER_ISSUER": f"http://127.0.0.1:{port}",
        "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
        "PARVIS_SERVER_TRUSTED_PROXIES": "127.0.0.1/32",
        "PARVIS_LOG_LEVEL": "ERROR",
    }
    settings = load(None, environment)
    secret, session = furnish(settings)
    _make_accounts(settings, clients)
    process = subprocess.Popen(
        [sys.executable, "-m", "idp.cli", "serve"], env={**os.environ, **environment}
    )
    began = time.perf_counter()
    while time.perf_counter() - began < _PATIENCE_SECONDS:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live")
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            seconds = time.perf_counter() - began
            cookie = f"parvis-session={session}"
            return Target("parvis", port, process, seconds, cookie=cookie, secret=secret)
    raise RuntimeError("parvis did not answer")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=75.0)
    parser.add_argument("--port", type=int, default=26_020)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        target = _start(Path(folder), asked.port, asked.clients)
        try:
            before = os.getloadavg()[0]
            tallies = asyncio.run(
                _measure(target, _questions(target), asked.clients, asked.seconds)
            )
        finally:
            target.stop()
    print(
        f"{asked.clients} parents for {asked.seconds:.0f} s; times in seconds; load before", end=""
    )
    print(f" {before:.1f}, after {os.getloadavg()[0]:.1f}, on {os.cpu_count()} cores")
    print(f"{'':<22}{'done':>8}{'503':>8}{'gave up':>10}{'other':>8}{'p50':>10}{'p99':>10}")
    for name, tally in tallies.items():
        print(tally.line(name))


if __name__ == "__main__":
    main()
