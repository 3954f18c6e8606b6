"""Every route, asked in strange spellings: by path, by header, by cookie; in and out, no fault."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.web.walks.conftest import Walk

_NAMED = re.compile(r"<(?:([a-z_]+):)?[a-z_]+>")
RAW = ("a%00b", "%ff", "%ed%a0%80", "%5B", "x" * 3_000)
TEXT = (
    "",
    "\x00",
    "a\x00b",
    "\xff\xfe",
    "\xed\xa0\x80",
    "https://[",
    "https://[::1",
    "http://a:99999999/",
    "//[",
    "[",
    "%00",
    "é",
    "x" * 5_000,
    "9" * 400,
    "-1",
    ', ,;="\\',
    "=?utf-8?q?=00?=",
)
HEADERS = (
    "Accept",
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Cookie",
    "DPoP",
    "Host",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "Traceparent",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Request-Id",
    "X-Fapi-Interaction-Id",
)
COOKIES = ("browser", "session", "language", "portal", "state", "admin")


IN_HEADER = re.compile(r"[\t\x20-\x7e\x80-\xff]*")  # RFC 9110 §5.5; gunicorn answers others 500


def is_fine(answer: TestResponse) -> bool:
    """Tell whether it is no fault, here or of the server that sends it on."""
    return answer.status_code < 500 and all(
        IN_HEADER.fullmatch(value) for _, value in answer.headers
    )


def fillings(path: str) -> Iterator[str]:
    """Return `path` with each strange spelling in its variable parts, or behind it."""
    for raw in RAW:
        yield _NAMED.sub(raw, path) if "<" in path else f"{path.rstrip('/')}/{raw}"


@pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)  # it refuses more
def test_no_spelling_of_a_path_is_a_fault(walk: Walk) -> None:
    asked = set()
    for method in ("GET", "POST"):
        for rule, _ in walk.routes(method):
            for path in fillings(rule.rule):
                if (method, path) in asked:
                    continue
                asked.add((method, path))
                for browser, more in (
                    (walk.browser, {}),
                    (walk.stranger, {}),
                    (walk.stranger, {"Sec-Fetch-Site": "cross-site"}),
                ):
                    headers = {**walk.headers(path), **more}
                    answer = browser.open(path, method=method, headers=headers)
                    assert is_fine(answer), (method, path[:80])
                answer = walk.stranger.get(f"{path}?{path}={path}&to={path}")
                assert is_fine(answer), path[:80]
    assert len(asked) > 200


@pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)
def test_no_header_is_a_fault(walk: Walk) -> None:
    every = {path for method in ("GET", "POST") for _, path in walk.routes(method)}
    tried = [(path, "Origin", text) for path in every for text in ("https://[", "\xff")]
    tried += [
        (path, header, text) for path in ESSENTIAL for header in HEADERS for text in TEXT[1:6]
    ]
    for path, header, text in tried:
        headers = {**walk.headers(path), header: text}
        answer = walk.stranger.post(path, headers=headers, data={"a": "b"})
        assert is_fine(answer), (path, header, text[:20])
        if header != "Origin":
            assert is_fine(walk.stranger.get(path, headers=headers)), (path, header, text[:20])


ESSENTIAL = {
    "/authorize",
    "/token",
    "/par",
    "/userinfo",
    "/introspect",
    "/revoke",
    "/bc-authorize",
    "/register",
    "/connexion",
    "/admin",
    "/.well-known/openid-configuration",
    "/jwks",
    "/logout",
    "/admin/api/keys",
}


@pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)
def test_no_cookie_is_a_fault(walk: Walk) -> None:
    for name in COOKIES:
        for text in TEXT[2:5]:
            cookie = f"parvis-{name}={quote(text, safe=' ,;[]%=')}; parvis-{name}={text}"
            for _, path in walk.routes("GET"):
                answer = walk.stranger.get(path, headers={"Cookie": cookie})
                assert is_fine(answer), (path, name, text[:20])
