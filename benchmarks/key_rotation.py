"""A rotation and an emergency revocation under load, as relying parties see them.

    python -m benchmarks.key_rotation [--max-age 10] [--threads 4] [--postgresql]

`parvis serve` runs with two workers. Two portals renew tokens all along, one with ID tokens by
RS256, one by EdDSA; access tokens are ES256. Two relying parties verify every token: both keep the
published keys for as long as the answer's `max-age` allows and not a second longer. The plain one
knows nothing else; the usual one also fetches once more when it meets an unknown key, as most
libraries do. Then the keys turn; then the one that signs by RS256 and the one by ES256 are
revoked, whose successors wait published, as the worker sees to it.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

from joserfc import jws
from joserfc.errors import JoseError

from idp.administration.actor import EVERY_ROLE, Actor
from idp.administration.keys.schemas import RotateKeys, WhichKey
from idp.clients import AuthenticationMethod, Branding, Client
from idp.clock import SystemClock
from idp.ids import ClientId
from idp.installation.installing import install
from idp.keys.algorithms import JoseKey, read_public_key
from idp.settings import load
from idp.wiring import Provider, build
from tests.conftest import make_parent, register
from tests.databases import postgresql
from tests.relying_party import RelyingParty, sign_in

_PORT = 26_100
_ORIGIN = f"http://127.0.0.1:{_PORT}"
_ALGORITHMS = ("RS256", "ES256", "EdDSA")
_ACTOR = Actor(name="benchmark", roles=EVERY_ROLE, is_fresh=True)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_LOOKS = 40
"""Answers in a row, each on a connection of its own, that count as every worker's."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--max-age", type=int, default=10, help="of the published keys, seconds")
    parser.add_argument("--threads", type=int, default=4)
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
class Verifier:
    """A relying party: what it fetched, what verified and what did not, by algorithm."""

    fetches_unknown: bool
    good: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    _keys: dict[str, JoseKey] = field(default_factory=dict)
    _stale_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def verify(self, token: str) -> bool:
        """Tell whether the token's signature is good by the keys that are known."""
        header = json.loads(urlsafe_b64decode(token.partition(".")[0] + "=="))
        key = self._key(header["kid"])
        verified = key is not None and _is_signed(token, key, header["alg"])
        (self.good if verified else self.failed)[header["alg"]] += 1
        return verified

    def start_over(self) -> None:
        """Count from zero."""
        self.good.clear()
        self.failed.clear()

    def _key(self, kid: str) -> JoseKey | None:
        with self._lock:
            stale = time.monotonic() >= self._stale_at
            if stale or (self.fetches_unknown and kid not in self._keys):
                self._fetch()
            return self._keys.get(kid)

    def _fetch(self) -> None:
        asked_at = time.monotonic()
        with urllib.request.urlopen(f"{_ORIGIN}/.well-known/jwks.json") as answer:
            found = re.search(r"max-age=([0-9]+)", answer.headers["Cache-Control"])
            assert found
            document = json.load(answer)
        self._stale_at = asked_at + int(found[1])
        self._keys = {each["kid"]: read_public_key(each) for each in document["keys"]}


def _is_signed(token: str, key: JoseKey, algorithm: str) -> bool:
    try:
        jws.deserialize_compact(token, key, algorithms=[algorithm])
    except (JoseError, ValueError):
        return False
    return True


class Load:
    """Portals that renew tokens, and have each verified, until told to stop."""

    def __init__(self, chains: list[tuple[RelyingParty, str]], verifiers: list[Verifier]) -> None:
        self._verifiers = verifiers
        self._stop = threading.Event()
        self.latest: dict[str, dict[str, str]] = {}
        """The last answer that each portal got."""
        self.faults = 0
        self._threads = [threading.Thread(target=self._renew, args=each) for each in chains]

    def __enter__(self) -> Self:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for each in self._threads:
            each.join()

    def _renew(self, party: RelyingParty, refresh_token: str) -> None:
        connection = HTTPConnection("127.0.0.1", _PORT)
        while not self._stop.is_set():
            form = {
                "grant_type": "refresh_token",
                "refresh_token": refresh_token,
                "client_id": party.client.id,
                "client_secret": party.secret,
            }
            connection.request("POST", "/token", urlencode(form), _FORM)
            answer = connection.getresponse()
            body = json.loads(answer.read())
            if answer.status != 200:  # noqa: PLR2004 - what a renewal is answered with
                self.faults += 1
                return
            refresh_token = body["refresh_token"]
            for verifier in self._verifiers:
                verifier.verify(body["id_token"])
                verifier.verify(body["access_token"])
            self.latest[party.client.id] = body


def _measure(folder: Path, url: str, options: argparse.Namespace) -> None:
    environment = {
        "PARVIS_DATABASE_URL": url,
        "PARVIS_KEYS_ENCRYPTION_KEY_FILE": str(folder / "encryption.key"),
        "PARVIS_DATABASE_ANCHOR_FOLDER": str(folder),
        "PARVIS_KEYS_JWKS_MAX_AGE_SECONDS": str(options.max_age),
        # What is promised holds for whoever honours max-age as soon as that is over.
        "PARVIS_KEYS_PUBLICATION_LEAD_SECONDS": str(options.max_age + 2),
        "PARVIS_SERVER_ISSUER": _ORIGIN,
        "PARVIS_SERVER_BIND": f"127.0.0.1:{_PORT}",
        "PARVIS_SERVER_WORKERS": "2",
        "PARVIS_SERVER_LEAVING_SECONDS": "0",
        "PARVIS_LOG_LEVEL": "WARNING",
    }
    settings = load(None, environment)
    install(settings, SystemClock())
    provider = build(settings)
    chains = _chains(provider, options.threads)
    plain, usual = Verifier(fetches_unknown=False), Verifier(fetches_unknown=True)
    with _serving(environment), Load(chains, [plain, usual]) as load_:
        time.sleep(3)
        _rotate(provider, options.max_age)
        for name, verifier in (("plain", plain), ("usual", usual)):
            print(f"rotation, {name}: {_counts(verifier)}")
        for verifier in (plain, usual):
            verifier.start_over()
        _revoke(provider, load_, plain, chains[0][0])
        time.sleep(options.max_age + 2)
        for name, verifier in (("plain", plain), ("usual", usual)):
            print(f"revocation, {name}: {_counts(verifier)}")
    print(f"renewals that were not answered with tokens: {load_.faults}")
    provider.database.close()


def _rotate(provider: Provider, max_age: int) -> None:
    asked = RotateKeys(algorithms=_ALGORITHMS)
    provider.rotation.keep_turning()
    time.sleep(max_age + 3)
    moves = provider.administration.keys.rotate(_ACTOR, asked).moves
    print(f"turned under load: {', '.join(each.algorithm for each in moves)}")
    # The worker's round: the next successors are published, and wait.
    provider.rotation.keep_turning()
    time.sleep(max_age + 3)


def _revoke(provider: Provider, load_: Load, plain: Verifier, party: RelyingParty) -> None:
    before = load_.latest[party.client.id]
    id_token, access_token = before["id_token"], before["access_token"]
    for algorithm in ("RS256", "ES256"):
        provider.administration.keys.revoke(
            _ACTOR, WhichKey(kid=provider.keys.active(algorithm).kid)
        )
    revoked_at = time.monotonic()
    kid = json.loads(urlsafe_b64decode(id_token.partition(".")[0] + "=="))["kid"]

    def out_of_the_document() -> bool:
        with urllib.request.urlopen(f"{_ORIGIN}/.well-known/jwks.json") as answer:
            return kid not in answer.read().decode()

    def inactive() -> bool:
        form = {
            "token": access_token,
            "client_id": party.client.id,
            "client_secret": party.secret,
        }
        request = urllib.request.Request(f"{_ORIGIN}/introspect", urlencode(form).encode())
        with urllib.request.urlopen(request) as answer:
            return bool(json.load(answer) == {"active": False})

    def refused() -> bool:
        verified = plain.verify(id_token)
        # It is no token of another key.
        (plain.good if verified else plain.failed)["RS256"] -= 1
        return not verified

    for what, holds in (
        ("every worker's document is without the key", out_of_the_document),
        ("every worker's introspection refuses its token", inactive),
        ("a relying party that honours max-age refuses its token", refused),
    ):
        print(f"{what}: {_first_of_many(holds) - revoked_at:.2f} s after the revocation")


def _first_of_many(holds: Callable[[], bool]) -> float:
    """Wait until it holds so often in a row that every worker was asked; return since when."""
    since, seen = time.monotonic(), 0
    while seen < _LOOKS:
        if holds():
            seen += 1
        else:
            since, seen = time.monotonic(), 0
            time.sleep(0.01)
    return since


def _counts(verifier: Verifier) -> str:
    return ", ".join(
        f"{verifier.failed[each]} of {verifier.good[each] + verifier.failed[each]} {each} failed"
        for each in _ALGORITHMS
    )


def _chains(provider: Provider, threads: int) -> list[tuple[RelyingParty, str]]:
    account = make_parent(provider, "parent@exemple.quebec").account
    parties = [_portal(provider, algorithm) for algorithm in ("RS256", "EdDSA")]
    chains = []
    for number in range(threads):
        party = parties[number % 2]
        party = RelyingParty(provider, party.client, party.secret, sign_in(provider, account))
        chains.append((party, party.tokens(scope="openid offline_access")["refresh_token"]))
    return chains


def _portal(provider: Provider, algorithm: str) -> RelyingParty:
    client = Client(
        id=ClientId(f"portal-{algorithm.lower()}"),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=("https://portal.example.org/cb",),
        grant_types=("authorization_code", "refresh_token"),
        scopes=("openid", "offline_access"),
        token_endpoint_auth_method=AuthenticationMethod.POST,
        id_token_signed_response_alg=algorithm,
    )
    return RelyingParty(provider, client, register(provider, client).secret)


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "idp.cli", "serve"]
    server = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        for _ in range(400):
            try:
                urllib.request.urlopen(f"{_ORIGIN}/health/live").close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(timeout=40)


if __name__ == "__main__":
    main()
