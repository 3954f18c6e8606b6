"""A parent's first visit, whole: address, code, password, child, consent where asked, portal.

Only Parvis has it. The code is read where it waits to be sent, so no mail server is measured.
"""

import html
import itertools
import json
import re
import time
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Callable
from email import message_from_string, policy
from functools import partial
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.driver import Result, result
from benchmarks.furnishing import (
    PASSWORD,
    REDIRECT_URI,
    SCHOOL_PORTAL,
    parents_address,
    parents_number,
)
from benchmarks.targets import CHALLENGE, VERIFIER, Target
from idp.mail.history import recipient_hash
from idp.mail.outbox import MESSAGE
from idp.storage import Query
from idp.wiring import Provider, build

_STEPS = 20
_FORM = re.compile(r'<form method="post"(?: action="([^"]*)")?[^>]*>(.*?)</form>', re.DOTALL)
_FIELD = re.compile(r'<input\b[^>]*?\bname="([^"]+)"(?:[^>]*?\bvalue="([^"]*)")?')
_CODE = re.compile(r"^(\d{4} \d{4})\r?$", re.MULTILINE)
_NEWEST = Query(
    bytes,
    """SELECT message_sealed FROM outbox WHERE recipient_hash = :recipient_hash
       ORDER BY created_at DESC LIMIT 1""",
)
_NUMBERS = itertools.count()


def first_visit(target: Target, seconds: float) -> Result:
    """Let parents come, one after the other: of several passwords at once some would wait."""
    assert target.settings is not None
    provider = build(target.settings)
    taken: list[float] = []
    began, spent = time.perf_counter(), target.spent_seconds()
    while time.perf_counter() < began + seconds:
        started = time.perf_counter()
        Parent(target, next(_NUMBERS), partial(_waiting_code, provider)).come()
        taken.append(time.perf_counter() - started)
    elapsed = time.perf_counter() - began
    spent = target.spent_seconds() - spent
    provider.database.close()
    return result(taken, elapsed, spent)


class Parent:
    """A browser with its cookies, and what its owner knows; `code_of` is asked for codes."""

    def __init__(self, target: Target, number: int, code_of: Callable[[str], str]) -> None:
        self._target = target
        self._code_of = code_of
        self._address = parents_address(number)
        self._known = {
            "address": self._address,
            "password": PASSWORD,
            "number": parents_number(number),
        }
        network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self._headers = {
            "Host": f"127.0.0.1:{target.port}",
            "X-Forwarded-For": network,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._cookies: dict[str, str] = {}
        self._connection = HTTPConnection("127.0.0.1", target.port, timeout=30)

    def come(self) -> None:
        """Go from the portal's request to its answer. AssertionError unless the claim is true."""
        query = {
            "client_id": SCHOOL_PORTAL,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": "openid gpi",
            "prompt": "create",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        path, form = f"/authorize?{urlencode(query)}", None
        for _ in range(_STEPS):
            location, page = self._ask(path, form)
            if location.startswith(REDIRECT_URI):
                self._redeem(parse_qs(urlsplit(location).query)["code"][0])
                return
            path, form = (location, None) if location else self._filled_in(path, page)
        raise LookupError(f"{path} leads nowhere")

    def _ask(self, path: str, form: dict[str, str] | None) -> tuple[str, str]:
        """Return where the answer leads, or the page that it is."""
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {**self._headers, "Cookie": cookie}
        body = None if form is None else urlencode(form)
        self._connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        location = answer.headers["Location"] or ""
        return location.removeprefix(f"http://127.0.0.1:{self._target.port}"), text

    def _filled_in(self, path: str, page: str) -> tuple[str, dict[str, str]]:
        """Return where the page's form goes, and what is sent there."""
        for action, form in _FORM.findall(page):
            found = {name: html.unescape(value) for name, value in _FIELD.findall(form)}
            if "code" in found:
                return action or path, {**found, "code": self._code_of(self._address)}
            if known := found.keys() & self._known.keys():
                return action or path, found | {name: self._known[name] for name in known}
        raise LookupError(f"{path} asks what a parent does not know: {page}")

    def _redeem(self, code: str) -> None:
        basic = b64encode(f"{SCHOOL_PORTAL}:{self._target.school_secret}".encode()).decode()
        self._headers["Authorization"] = f"Basic {basic}"
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
        _, text = self._ask("/token", {**form, "code_verifier": VERIFIER})
        claims = json.loads(text)["id_token"].split(".")[1]
        assert json.loads(urlsafe_b64decode(claims + "=="))["gpi_email_verified"] is True


def _waiting_code(provider: Provider, address: str) -> str:
    """Return the code in the newest message that waits to be sent to `address`."""
    with provider.database.reading() as tx:
        sealed = tx.row(_NEWEST, recipient_hash=recipient_hash(provider.vault, address))
    assert sealed is not None
    opened = provider.vault.open(sealed, MESSAGE)
    body = message_from_string(opened, policy=policy.default).get_body(("plain",))
    assert body is not None
    found = _CODE.search(body.get_content())
    assert found is not None
    return found[1]
