"""A parent and a portal that go on whatever happens: sign up, redeem, renew, and write it down."""

import contextlib
import html
import json
import re
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.faults.ledger import SERVERS_ERROR, Family, Ledger
from benchmarks.furnishing import REDIRECT_URI
from benchmarks.targets import CHALLENGE, VERIFIER

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_PASSWORD = "trois outardes volent bas"
_PATIENCE_SECONDS = 60.0
_RENEWALS = 3
OK, SEE_OTHER = 200, 303


class GivenUpError(Exception):
    """What was asked for never came."""


@dataclass
class Answer:
    """One answer; `location` where it leads."""

    status: int
    text: str
    location: str


@dataclass
class Browser:
    """A browser, or a portal's server, that counts what it is answered."""

    port: int
    network: str
    ledger: Ledger
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None, authorization: str = "") -> Answer:
        """Ask once; status 0 stands for no answer."""
        headers = {"X-Forwarded-For": self.network, "Host": f"127.0.0.1:{self.port}"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if authorization:
            headers["Authorization"] = authorization
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            body = None if form is None else urlencode(form)
            connection.request("GET" if form is None else "POST", path, body, headers)
            answer = connection.getresponse()
            found = Answer(answer.status, answer.read().decode(), answer.headers["Location"] or "")
            for line in answer.headers.get_all("Set-Cookie", []):
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
        except (OSError, HTTPException):
            found = Answer(0, "", "")
        finally:
            connection.close()
        self.ledger.note(found.status)
        return found


@dataclass
class Household:
    """A thread of families, one after the other."""

    port: int
    secret: str
    ledger: Ledger
    code_of: Callable[[str], str | None]
    number: int
    stop: threading.Event

    def live(self) -> None:
        """Go on until told to stop."""
        while not self.stop.is_set():
            with contextlib.suppress(GivenUpError):
                self._live_once(self.ledger.begin())

    def _live_once(self, family: Family) -> None:
        count = len(self.ledger.families)
        network = f"10.{self.number}.{count // 250 % 250}.{count % 250 + 1}"
        browser = Browser(self.port, network, self.ledger)
        code = self._sign_up(browser, family)
        portal = Browser(self.port, network, self.ledger)
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
        told = self._tokens(portal, {**asked, "code_verifier": VERIFIER})
        family.refresh_token = told["refresh_token"]
        for _ in range(_RENEWALS):
            self.renew(portal, family)

    def renew(self, portal: Browser, family: Family) -> bool:
        """Use the refresh token; tell whether a new one came."""
        form = {"grant_type": "refresh_token", "refresh_token": family.refresh_token}
        answer = portal.ask("/token", form, self._basic)
        if answer.status == OK:
            family.refresh_token = json.loads(answer.text)["refresh_token"]
            family.may_have_turned = False
            return True
        family.may_have_turned = family.may_have_turned or answer.status in {0, 500, 502, 503}
        return False

    @property
    def _basic(self) -> str:
        return "Basic " + b64encode(f"portal:{self.secret}".encode()).decode()

    def _tokens(self, portal: Browser, form: dict[str, str]) -> dict[str, Any]:
        answer = portal.ask("/token", form, self._basic)
        if answer.status != OK:
            raise GivenUpError
        found: dict[str, Any] = json.loads(answer.text)
        return found

    def _sign_up(self, browser: Browser, family: Family) -> str:
        asked = {"client_id": "portal", "redirect_uri": REDIRECT_URI, "response_type": "code"}
        asked |= {"scope": "openid offline_access", "state": "a", "code_challenge": CHALLENGE}
        asked |= {"code_challenge_method": "S256"}
        arrived = self._again(browser, f"/authorize?{urlencode(asked)}")
        journey = parse_qs(urlsplit(arrived.location).query).get("journey", [""])[0]
        self._again(browser, f"/inscription?journey={journey}")
        path, page = self._page(browser, f"/inscription?journey={journey}")
        family.messages_asked += 1
        sent = browser.ask(path, {**_hidden(page), "address": family.address})
        family.has_message = sent.status == SEE_OTHER
        path, page = self._page(browser, sent.location)
        proven = browser.ask(path, {**_hidden(page), "code": self._code(family)})
        path, page = self._page(browser, proven.location)
        made = browser.ask(path, {**_hidden(page), "password": _PASSWORD})
        family.has_account = made.status == SEE_OTHER
        family.may_have_account = not family.has_account
        return self._to_portal(browser, made.location)

    def _to_portal(self, browser: Browser, location: str) -> str:
        for _ in range(8):
            if location.startswith(REDIRECT_URI):
                return parse_qs(urlsplit(location).query)["code"][0]
            if not location:
                raise GivenUpError
            answer = self._again(browser, location)
            if answer.status == OK:
                form = {**_hidden(answer.text), "action": "accept"}
                answer = browser.ask(location, form)
            location = answer.location
        raise GivenUpError

    def _page(self, browser: Browser, path: str) -> tuple[str, str]:
        if not path:
            raise GivenUpError
        for _ in range(4):
            answer = self._again(browser, path)
            if not answer.location:
                return path, answer.text
            path = answer.location
        raise GivenUpError

    def _again(self, browser: Browser, path: str) -> Answer:
        """Ask for what changes nothing until it comes."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until and not self.stop.is_set():
            answer = browser.ask(path)
            if 0 < answer.status < SERVERS_ERROR:
                return answer
            time.sleep(0.2)
        raise GivenUpError

    def _code(self, family: Family) -> str:
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until and not self.stop.is_set():
            if code := self.code_of(family.address):
                return code
            time.sleep(0.05)
        raise GivenUpError


def _hidden(page: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page)}
