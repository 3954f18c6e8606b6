"""Whether an answer's time tells who has an account: known and unknown, in turn, at each endpoint.

    python -m benchmarks.oracles [--tries 400] [--postgresql] [--only ciba]

Prints for each endpoint the area under the ROC curve (AUC) of the time on the clock and of the
processor's time of this process: 0.5 is no better than a coin. What chance alone leaves is printed
beside it (two standard deviations). Passwords are hashed cheaply: that hides less than elsewhere.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient
from joserfc import jwt

from idp.accounts import Account
from idp.administration.actor import Role
from idp.administrators import AdministratorId
from idp.clients import AuthenticationMethod, Branding, Client
from idp.clients.checks import CIBA
from idp.clock import SystemClock
from idp.former_hashes import scheme_of, written
from idp.former_hashes.model import Pbkdf2
from idp.ids import ClientId, new_id
from idp.imported_accounts import FormerPassword
from idp.normalisation.address import parse_address
from idp.settings import DatabaseSettings, KeySettings, PasswordSettings, Settings
from idp.wiring import Provider, build
from tests.conftest import make_parent, register
from tests.databases import Template, postgresql
from tests.imported_accounts.written import former_account, write
from tests.signing_party import EC, JWKS
from tests.web_application import browser_of

Ask = Callable[[str], Callable[[], int]]
"""Prepares a request about an address, or a subject, which returns the status."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=400, help="of known and unknown each")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not options.postgresql:
            _measure(folder, f"sqlite:///{folder}/template.db", options)
            return
        (folder / "postgresql").mkdir()
        with postgresql(folder / "postgresql") as url:
            _measure(folder, url, options)


def _measure(folder: Path, url: str, options: argparse.Namespace) -> None:
    clock = SystemClock()
    settings = Settings(
        database=DatabaseSettings(url=url),
        keys=KeySettings(encryption_key_file=str(folder / "encryption.key")),
        passwords=PasswordSettings(memory_kib=256, passes=1),
    )
    provider = build(Template(url, settings, clock).copy(folder), clock)
    endpoints = _Endpoints(provider)
    chance = 2 * ((2 * options.tries + 1) / (12 * options.tries**2)) ** 0.5
    for kind, (ask, known, unknown) in endpoints.every(options.tries).items():
        if options.only not in kind:
            continue
        tries = [(name, True) for name in known] + [(name, False) for name in unknown]
        random.shuffle(tries)
        for name, _ in tries[:5]:  # what is learnt once is not measured
            ask(f"warm{name}" if "@" in name else new_id())()
        measured, statuses = [], {True: set[int](), False: set[int]()}
        for name, is_known in tries:
            request = ask(name)
            wall, cpu = time.perf_counter(), time.process_time()
            statuses[is_known].add(request())
            measured.append((time.perf_counter() - wall, time.process_time() - cpu, is_known))
        print(
            f"{kind:28} clock {_auc(measured, 0):.3f}  processor {_auc(measured, 1):.3f}"
            f"  (chance: 0.500 ± {chance:.3f})  answers {statuses[True]} {statuses[False]}",
            flush=True,
        )
    provider.database.close()


def _auc(measured: list[tuple[float, float, bool]], which: int) -> float:
    """Return how often a known one takes longer than an unknown one; a draw counts half."""
    ranked = sorted(measured, key=lambda each: each[which])
    known = sum(is_known for _, _, is_known in measured)
    ranks = sum(rank for rank, each in enumerate(ranked, start=1) if each[2])
    return (ranks - known * (known + 1) / 2) / (known * (len(measured) - known))


class _Endpoints:
    """A provider with people, and every endpoint that takes an address or names somebody."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._networks = (
            f"10.{a}.{b}.{c}" for a in range(256) for b in range(256) for c in range(9)
        )
        self._browser = browser_of(provider)
        self._client = Client(
            id=ClientId("counter"),
            branding=Branding(name_fr="Comptoir", name_en="Counter"),
            redirect_uris=(),
            response_types=(),
            grant_types=(CIBA, "client_credentials"),
            scopes=("openid", "email", "ssf.manage"),
            token_endpoint_auth_method=AuthenticationMethod.POST,
            jwks=JWKS,
        )
        self._secret = register(provider, self._client).secret
        self._receiver, self._stream = self._make_stream()

    def every(self, tries: int) -> dict[str, tuple[Ask, list[str], list[str]]]:
        """Return how each is asked, about whom that is known, and about whom that is not."""

        def nobody() -> list[str]:
            return [f"{new_id().lower()}@exemple.quebec" for _ in range(tries)]

        def people() -> tuple[list[Account], list[str]]:
            parents = [make_parent(self._provider, address) for address in nobody()]
            return [each.account for each in parents], [each.address for each in parents]

        accounts, known = people()
        subjects = [str(each.id) for each in accounts]
        return {
            "ciba login_hint": (self._login_hint, known, nobody()),
            "ciba login_hint_token email": (self._email_token, people()[1], nobody()),
            "ciba login_hint_token sub": (
                self._subject_token,
                subjects,
                [new_id() for _ in range(tries)],
            ),
            "ssf email": (self._event_subject, people()[1], nobody()),
            "sign-in": (self._sign_in, known, nobody()),
            "sign-in, imported": (self._sign_in, self._imported(tries), nobody()),
            "sign-up": (self._page("/inscription"), known, nobody()),
            "recovery": (self._page("/mot-de-passe-oublie"), known, nobody()),
            "administrators' sign-in": (self._enter, self._administrators(tries), nobody()),
        }

    def _imported(self, tries: int) -> list[str]:
        """Return people of a former system who did not come back yet, each with a hash of before.

        That hash costs as little here as ours does.
        """
        addresses = [f"{new_id().lower()}@exemple.quebec" for _ in range(tries)]
        former = Pbkdf2("sha256", 1_000, b"sixteen bytes ok", b"nobody's password hashes to this")
        password = FormerPassword(scheme_of(former), written(former))
        people = (former_account(each, each, password=password) for each in addresses)
        write(self._provider, "b2c", *people)
        return addresses

    def _administrators(self, tries: int) -> list[str]:
        addresses = [f"{new_id().lower()}@exemple.quebec" for _ in range(tries)]
        with self._provider.database.writing() as tx:
            for address in addresses:
                made: AdministratorId = self._provider.directory.administrators.add(
                    tx,
                    name="anne",
                    address=parse_address(address),
                    roles=(Role.AUDITOR,),
                    locale="fr",
                )
                self._provider.directory.administrators.entered(tx, made)
        return addresses

    def _backchannel(self, **hint: str) -> Callable[[], int]:
        credentials = {"client_id": "counter", "client_secret": self._secret, "scope": "openid"}
        return self._posting(self._browser, "/bc-authorize", {**credentials, **hint})

    def _login_hint(self, address: str) -> Callable[[], int]:
        return self._backchannel(login_hint=address)

    def _email_token(self, address: str) -> Callable[[], int]:
        return self._backchannel(login_hint_token=self._token(format="email", email=address))

    def _subject_token(self, subject: str) -> Callable[[], int]:
        named = {"format": "iss_sub", "iss": self._provider.issuer, "sub": subject}
        return self._backchannel(login_hint_token=self._token(**named))

    def _token(self, **subject: str) -> str:
        claims = {
            "iss": "counter",
            "aud": self._provider.issuer,
            "exp": self._provider.clock.seconds() + 600,
            "sub_id": subject,
        }
        return jwt.encode({"alg": "ES256", "kid": EC.kid}, claims, EC)

    def _make_stream(self) -> tuple[dict[str, str], str]:
        form = {
            "grant_type": "client_credentials",
            "client_id": "counter",
            "client_secret": self._secret,
            "scope": "ssf.manage",
        }
        token = self._browser.post("/token", data=form).get_json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        made = self._browser.post("/ssf/stream", json={}, headers=headers)
        return headers, made.get_json()["stream_id"]

    def _event_subject(self, address: str) -> Callable[[], int]:
        named = {"stream_id": self._stream, "subject": {"format": "email", "email": address}}

        def post() -> int:
            path = "/ssf/subjects/remove"
            return self._browser.post(path, json=named, headers=self._receiver).status_code

        return post

    def _sign_in(self, address: str) -> Callable[[], int]:
        return self._form("/connexion", address=address, password="wrong-but-long-enough")

    def _page(self, path: str) -> Ask:
        return lambda address: self._form(path, address=address)

    def _enter(self, address: str) -> Callable[[], int]:
        return self._form(
            "/admin/connexion", address=address, password="wrong-but-long-enough", code="123456"
        )

    def _form(self, path: str, **typed: str) -> Callable[[], int]:
        browser, browser_id = self._browser, new_id()
        browser.set_cookie("parvis-browser", browser_id, domain="127.0.0.1")
        proof = self._provider.vault.mac("csrf", browser_id).hex()
        return self._posting(browser, path, {"csrf": proof, **typed})

    def _posting(self, browser: FlaskClient, path: str, form: dict[str, str]) -> Callable[[], int]:
        network = next(self._networks)

        def post() -> int:
            environ = {"REMOTE_ADDR": network}
            return browser.post(path, data=form, environ_overrides=environ).status_code

        return post


if __name__ == "__main__":
    main()
