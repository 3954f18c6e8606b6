"""What is asked for hours: a portal's requests, and pages and errors that strangers cause.

Each round comes from another network and another browser, and makes up what strangers make up:
addresses, codes, tokens, paths. What is kept for each of them would grow.
"""

import json
import re
import secrets
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.furnishing import REDIRECT_URI
from benchmarks.targets import VERIFIER, Target, authorize_path

_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_LANGUAGES = ("fr-CA,fr;q=0.9", "en-CA,en;q=0.8", "fr", "en")
_PAGES = ("/connexion", "/inscription", "/mot-de-passe-oublie", "/aide", "/")
_EACH_CONNECTION = 200
_WRONG_PASSWORD_EVERY = 20


class Pace:
    """Lets so many requests begin in a second, whoever sends them; and counts the answers."""

    def __init__(self, per_second: float) -> None:
        self._every = 1 / per_second
        self._next = time.monotonic()
        self._lock = threading.Lock()
        self.answers: Counter[int] = Counter()

    def wait(self) -> None:
        """Wait for the turn of one request."""
        with self._lock:
            self._next = max(self._next + self._every, time.monotonic() - 1)
            due = self._next
        time.sleep(max(0.0, due - time.monotonic()))

    def count(self, status: int) -> None:
        """Count an answer."""
        with self._lock:
            self.answers[status] += 1


class Visitor:
    """Asks one server, over a connection that is replaced now and then."""

    def __init__(self, target: Target, pace: Pace) -> None:
        self._target = target
        self._pace = pace
        self._asked = 0
        self._connection = HTTPConnection("127.0.0.1", target.port, timeout=30)
        self._headers: dict[str, str] = {}

    def work(self, stop: threading.Event) -> None:
        """Do round after round until `stop` is set; a connection that was cut is counted as 0."""
        rounds = 0
        while not stop.is_set():
            rounds += 1
            try:
                self._come_from_elsewhere()
                self._portal()
                self._stranger(rounds)
            except (OSError, HTTPException):
                self._pace.count(0)
                self._connection.close()

    def _come_from_elsewhere(self) -> None:
        network = ".".join(str(secrets.randbelow(254) + 1) for _ in range(3))
        self._headers = {
            "Host": f"127.0.0.1:{self._target.port}",
            "X-Forwarded-For": f"10.{network}",
            "User-Agent": f"Mozilla/5.0 (soak {secrets.token_hex(8)})",
            "Accept-Language": secrets.choice(_LANGUAGES),
        }

    def _portal(self) -> None:
        """Let the parent through, redeem the code, ask on, and refresh."""
        location = self._ask(authorize_path(), cookie=self._target.cookie)[0]
        code = parse_qs(urlsplit(location).query)["code"][0]
        proof = {"redirect_uri": REDIRECT_URI, "code_verifier": VERIFIER}
        tokens = self._token(grant_type="authorization_code", code=code, **proof)
        for _ in range(2):
            self._ask("/userinfo", bearer=tokens["access_token"])
            self._ask("/introspect", {"token": tokens["access_token"]}, proven=True)
        renewed = self._token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
        self._ask("/userinfo", bearer=renewed["access_token"])
        self._ask("/introspect", {"token": renewed["refresh_token"]}, proven=True)
        self._token(grant_type="client_credentials")
        self._ask("/revoke", {"token": renewed["refresh_token"]}, proven=True)
        self._ask("/userinfo", bearer=renewed["access_token"])

    def _stranger(self, rounds: int) -> None:
        """Open pages, and ask for what is not there."""
        made_up = secrets.token_urlsafe(24)
        for path in ("/.well-known/openid-configuration", "/.well-known/jwks.json"):
            self._ask(path)
        self._ask(secrets.choice(_PAGES))
        self._ask(f"/{made_up}")
        self._ask(f"/authorize?client_id={made_up}&state={made_up}")
        self._ask("/userinfo", bearer=made_up)
        self._ask("/introspect", {"token": made_up}, proven=True)
        self._ask("/token", {"grant_type": "authorization_code", "code": made_up}, proven=True)
        _, page, cookie = self._ask(authorize_path() + f"&login_hint={made_up}@exemple.quebec")
        _, page, also = self._ask("/connexion", cookie=cookie)
        if rounds % _WRONG_PASSWORD_EVERY == 0 and (found := _CSRF.search(page)):
            typed = {"address": f"{made_up}@exemple.quebec", "password": made_up}
            kept = "; ".join(each for each in (cookie, also) if each)
            self._ask("/connexion", {**typed, "csrf": found[1]}, cookie=kept)

    def _token(self, **form: str) -> dict[str, str]:
        tokens: dict[str, str] = json.loads(self._ask("/token", form, proven=True)[1])
        return tokens

    def _ask(
        self,
        path: str,
        form: dict[str, str] | None = None,
        *,
        cookie: str = "",
        bearer: str = "",
        proven: bool = False,
    ) -> tuple[str, str, str]:
        """Return where the answer leads, what it says, and the cookies that it sets."""
        headers = self._headers | (_FORM if form is not None else {})
        if cookie:
            headers["Cookie"] = cookie
        if bearer or proven:
            headers["Authorization"] = f"Bearer {bearer}" if bearer else self._target.basic
        self._asked += 1
        if self._asked % _EACH_CONNECTION == 0:
            self._connection.close()
        self._pace.wait()
        body = None if form is None else urlencode(form)
        self._connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        self._pace.count(answer.status)
        set_there = answer.headers.get_all("Set-Cookie", [])
        kept = "; ".join(each.partition(";")[0] for each in set_there)
        return answer.headers["Location"] or "", text, kept
