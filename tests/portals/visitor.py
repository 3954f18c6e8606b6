"""A parent's browser for relying parties that are servers: it signs in wherever it is asked to."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

_TAG = re.compile(r"<(?:input|button|form)\b[^>]*>")
_PASSKEY = re.compile(r"<form\b[^>]*\bdata-passkey.*?</form>", re.DOTALL)
"""Hidden from a browser without scripts, as this one is."""
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_FORGOTTEN = {"action": "forgotten"}
_PATIENCE_SECONDS = 10
_LONGEST_WAY = 12


@dataclass(frozen=True)
class Returned:
    """Where the house sent the browser in the end, and what it posts there (`form_post`)."""

    uri: str
    form: dict[str, str] = field(default_factory=dict)


@dataclass
class Visitor:
    """Somebody with an account, in front of a browser without cookies."""

    house: str
    address: str
    password: str
    certificate: str | None = None
    """Whom to trust beside the world's authorities."""
    mailbox: Callable[[], str] | None = None
    """Where the newest code is read."""
    forgets: bool = False
    """Whether the password is forgotten."""
    _browser: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self._browser.trust_env = False  # or it would prefer an authority that the machine names
        self._browser.verify = self.certificate or True

    def through(self, uri: str) -> requests.Response:
        """Begin at a relying party's `uri` and return its page for whoever is signed in."""
        answer = self._get(uri)
        while True:
            while answer.is_redirect and not self._is_ours(target := _target(answer)):
                answer = self._get(target)
            if not answer.is_redirect:
                return answer
            returned = self.visit(_target(answer))
            answer = (
                self._post(returned.uri, returned.form)
                if returned.form
                else self._get(returned.uri)
            )

    def visit(self, uri: str) -> Returned:
        """Go to `uri`, do what the pages ask, and return where the way leaves the house."""
        answer = self._get(uri)
        for _ in range(_LONGEST_WAY):
            if answer.status_code == requests.codes.see_other:
                uri = _target(answer)
                if not self._is_ours(uri):
                    return Returned(uri)
                answer = self._get(uri)
                continue
            assert answer.status_code == requests.codes.ok, answer.text[:2000]
            if "<form" not in _main_of(answer):
                return Returned(answer.url)  # done: one goes on at another screen
            action, form = _form_of(answer)
            if not self._is_ours(action):
                return Returned(action, form)
            path = urlsplit(answer.url).path
            if self.forgets and path == "/connexion":
                action, form = urljoin(answer.url, "/mot-de-passe-oublie"), form | _FORGOTTEN
            answer = self._post(action, form | self._typed(path, answer.url))
        raise AssertionError(f"lost at {answer.url}")

    def status(self, uri: str) -> int:
        """Return how `uri` answers this browser."""
        return self._get(uri).status_code

    def _get(self, uri: str) -> requests.Response:
        return self._browser.get(uri, allow_redirects=False, timeout=_PATIENCE_SECONDS)

    def _post(self, uri: str, form: dict[str, str]) -> requests.Response:
        return self._browser.post(uri, data=form, allow_redirects=False, timeout=_PATIENCE_SECONDS)

    def _is_ours(self, uri: str) -> bool:
        return urlsplit(uri)[:2] == urlsplit(self.house)[:2]

    def _typed(self, path: str, uri: str) -> dict[str, str]:
        account = {"address": self.address, "password": self.password}
        asked = dict(parse_qsl(urlsplit(uri).query))
        typed = {
            "/connexion": account,
            "/mot-de-passe-oublie": account,
            "/code": {"code": self.mailbox() if path == "/code" and self.mailbox else ""},
            "/nouveau-mot-de-passe": {"password": f"{self.password}-au-sud"},
            "/compte/renseignements": {},
            "/enfant": {"action": "skip"},
            "/consentement": {"action": "accept"},
            "/approbation": {"action": "accept"},
            "/appareil": {"user_code": asked.get("user_code", "")},
            "/logout": {},
        }
        assert path in typed, f"nobody told me what to do at {path}"
        return typed[path]


def _target(answer: requests.Response) -> str:
    return urljoin(answer.url, answer.headers["Location"])


def _main_of(page: requests.Response) -> str:
    return _PASSKEY.sub("", page.text.partition("<main")[2] or page.text)


def _form_of(page: requests.Response) -> tuple[str, dict[str, str]]:
    """Return where the page's first form goes, and what it holds by itself."""
    tags = [(tag, dict(_ATTRIBUTE.findall(tag))) for tag in _TAG.findall(_main_of(page))]
    action = next(found.get("action", "") for tag, found in tags if tag.startswith("<form"))
    held = {
        found["name"]: html.unescape(found.get("value", ""))
        for _, found in tags
        if found.get("type") == "hidden"
    }
    return urljoin(page.url, html.unescape(action) or page.url), held
