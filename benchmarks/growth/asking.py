"""What people ask of an installation: each of a few of them once, picked over the whole."""

import json
import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.driver import load
from benchmarks.furnishing import PASSWORD, REDIRECT_URI
from benchmarks.growth.district import PORTAL
from benchmarks.growth.installations import Installation
from benchmarks.growth.people import Person
from benchmarks.processor import spent_seconds
from benchmarks.targets import CHALLENGE, VERIFIER, sign_in_form

_CONNECTIONS = 4
_ASKED, _RETURNING, _SIGNING_IN = 140, 48, 16
_PATIENCE_SECONDS = 120
_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
_QUERY = {
    "client_id": PORTAL,
    "redirect_uri": REDIRECT_URI,
    "response_type": "code",
    "scope": "openid offline_access gpi",
    "state": "0123456789abcdef",
    "nonce": "fedcba9876543210",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@dataclass
class Round:
    """A few people at one installation: what each step gives, the next one needs."""

    installation: Installation
    chance: random.Random
    round: int
    _codes: list[str] = field(default_factory=list)
    _tokens: list[dict[str, str]] = field(default_factory=list)

    def authorize(self) -> float:
        """Let people who were there lately ask for codes."""
        persons = self.installation.people.persons
        here = persons[: len(persons) // 2]
        chosen = self.chance.sample(here, min(_ASKED, len(here)))
        self._codes = []
        return self._authorized(chosen, self._codes)

    def authorize_again(self) -> float:
        """Let people ask who were away for more than an hour: nobody twice."""
        persons = self.installation.people.persons
        away = persons[len(persons) // 2 :]
        first = self.round * _RETURNING
        return self._authorized(away[first : first + _RETURNING], [])

    def code(self) -> float:
        """Exchange the codes."""
        forms = [
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": REDIRECT_URI,
                "code_verifier": VERIFIER,
            }
            for code in self._codes
        ]
        return self._redeemed(forms)

    def refresh(self) -> float:
        """Renew what the codes gave."""
        return self._redeemed(
            [
                {"grant_type": "refresh_token", "refresh_token": each["refresh_token"]}
                for each in self._tokens
            ]
        )

    def userinfo(self) -> float:
        """Ask what each access token tells."""
        headers = (f"Authorization: Bearer {each['access_token']}\r\n" for each in self._tokens)
        return self._spent([self._get("/userinfo", each) for each in headers], 200)

    def introspection(self) -> float:
        """Ask whether each access token is good."""
        return self._spent(
            [
                self._post("/introspect", {"token": each["access_token"]}, self._basic)
                for each in self._tokens
            ],
            200,
        )

    def sign_in(self) -> float:
        """Sign some of them in by their passwords: Argon2id, a new session."""
        target = self.installation.target
        cookie, form = sign_in_form(target.port)
        requests = []
        for number, each in enumerate(
            self.chance.sample(self.installation.people.persons, _SIGNING_IN)
        ):
            network = f"X-Forwarded-For: 10.{self.round}.{number}.1\r\nCookie: {cookie}\r\n"
            typed = form | {"address": each.address, "password": PASSWORD}
            requests.append(self._post("/connexion", typed, network))
        # One after the other: of more at once, Parvis sends some away to come again.
        return self._spent(requests, 303, connections=1)

    def _authorized(self, persons: list[Person], codes: list[str]) -> float:
        path = f"/authorize?{urlencode(_QUERY)}"
        requests = [
            self._get(path, f"Cookie: parvis-session={each.session}\r\n") for each in persons
        ]

        def seen(head: bytes, _body: bytes) -> None:
            lines = head.split(b"\r\n")
            location = next(each for each in lines if each.lower().startswith(b"location:"))
            query = urlsplit(location.split(b":", 1)[1].strip().decode()).query
            codes.append(parse_qs(query)["code"][0])

        return self._spent(requests, 303, seen)

    def _redeemed(self, forms: list[dict[str, str]]) -> float:
        given: list[dict[str, str]] = []
        requests = [self._post("/token", form, self._basic) for form in forms]
        spent = self._spent(requests, 200, lambda _head, body: given.append(json.loads(body)))
        self._tokens = given
        return spent

    @property
    def _basic(self) -> str:
        pair = f"{PORTAL}:{self.installation.people.secret}".encode()
        return f"Authorization: Basic {b64encode(pair).decode()}\r\n"

    def _get(self, path: str, headers: str) -> bytes:
        port = self.installation.target.port
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()

    def _post(self, path: str, form: dict[str, str], headers: str) -> bytes:
        body = urlencode(form)
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.installation.target.port}\r\n{headers}"
            f"{_FORM}Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def _spent(
        self,
        requests: list[bytes],
        expected: int,
        seen: Callable[[bytes, bytes], None] = lambda _head, _body: None,
        connections: int = _CONNECTIONS,
    ) -> float:
        """Send each request once; return what one took of processors, in milliseconds."""
        waiting = iter(requests)

        def taking() -> Iterator[bytes]:
            yield from waiting

        result = load(
            self.installation.target.port,
            [taking() for _ in range(connections)],
            seconds=_PATIENCE_SECONDS,
            expected=expected,
            seen=lambda _status, head, body: seen(head, body),
            spent=partial(spent_seconds, *self.installation.processes),
        )
        if result.errors:
            raise RuntimeError(f"{self.installation.accounts} accounts: {result.errors} errors")
        return result.processor_ms


SCENARIOS: dict[str, Callable[[Round], float]] = {
    "authorize with a session": Round.authorize,
    "authorize after an hour": Round.authorize_again,
    "code exchange": Round.code,
    "refresh": Round.refresh,
    "userinfo": Round.userinfo,
    "introspection": Round.introspection,
    "password sign-in": Round.sign_in,
}
