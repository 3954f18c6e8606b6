"""What is asked, as bytes made beforehand, and what an answer gives the next question."""

import json
from collections.abc import Callable, Iterator
from itertools import repeat
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.driver import Request, Result, Seen, load
from benchmarks.furnishing import REDIRECT_URI
from benchmarks.human_journey import first_visit
from benchmarks.targets import VERIFIER, Target, authorize_path

CONNECTIONS = 8
_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
Scenario = Callable[[Target, float], Result]


def authorize(target: Target, seconds: float) -> Result:
    """Authorize with a session: a code, by redirect."""
    request = _get(target, authorize_path(), f"Cookie: {target.cookie}\r\n")
    return _ask(target, _same(request), seconds=seconds, expected=303)


def code_exchange(target: Target, seconds: float) -> Result:
    """Exchange codes that were given before the clock starts."""
    codes = _codes(target, int(seconds * 1600))

    def requests() -> Iterator[bytes]:
        while codes:
            yield _token(target, grant_type="authorization_code", code=codes.pop())

    return _ask(target, [requests() for _ in range(CONNECTIONS)], seconds=seconds)


def refresh(target: Target, seconds: float) -> Result:
    """Rotate: each connection follows a chain of its own."""
    # One connection a chain, one answer at a time: what arrives is what the next question needs.
    waiting = [_tokens(target)["refresh_token"] for _ in range(CONNECTIONS)]

    def requests() -> Iterator[bytes]:
        while waiting:
            yield _token(target, grant_type="refresh_token", refresh_token=waiting.pop())

    def seen(_status: int, _head: bytes, body: bytes) -> None:
        waiting.append(json.loads(body)["refresh_token"])

    chains = [requests() for _ in range(CONNECTIONS)]
    return _ask(target, chains, seconds=seconds, seen=seen)


def userinfo(target: Target, seconds: float) -> Result:
    """Ask for the claims of an access token."""
    bearer = f"Authorization: Bearer {_tokens(target)['access_token']}\r\n"
    return _ask(target, _same(_get(target, "/userinfo", bearer)), seconds=seconds)


def introspection(target: Target, seconds: float) -> Result:
    """Ask whether an access token is good."""
    body = urlencode({"token": _tokens(target)["access_token"]})
    request = _post(target, "/introspect", body, f"Authorization: {target.basic}\r\n")
    return _ask(target, _same(request), seconds=seconds)


def client_credentials(target: Target, seconds: float) -> Result:
    """Ask for a token in the client's own name."""
    request = _token(target, grant_type="client_credentials")
    return _ask(target, _same(request), seconds=seconds)


def signed_client_credentials(target: Target, seconds: float) -> Result:
    """Ask for the same, and for one that an API can verify by itself, as ours always are."""
    api = {"resource": "https://api.example.org"} if target.name == "oidc-provider" else {}
    request = _token(target, grant_type="client_credentials", **api)
    return _ask(target, _same(request), seconds=seconds)


def discovery(target: Target, seconds: float) -> Result:
    """Fetch the metadata."""
    path = "/.well-known/openid-configuration"
    return _ask(target, _same(_get(target, path)), seconds=seconds)


def jwks(target: Target, seconds: float) -> Result:
    """Fetch the keys."""
    return _ask(target, _same(_get(target, "/.well-known/jwks.json")), seconds=seconds)


def password(target: Target, seconds: float) -> Result:
    """Send the sign-in form: Argon2id, 19 MiB, two passes; a new session."""
    form = target.sign_in_form or {"password": "trois outardes volent bas"}
    cookie = f"Cookie: {target.sign_in_cookie}\r\n" if target.sign_in_cookie else ""
    request = _post(target, "/connexion", urlencode(form), cookie)
    # As many as one core computes at once: of more, Parvis sends some away to come again.
    return _ask(target, _same(request, 1), seconds=seconds, expected=303)


SCENARIOS: dict[str, Scenario] = {
    "first visit": first_visit,
    "code exchange": code_exchange,
    "refresh": refresh,
    "authorize with a session": authorize,
    "userinfo": userinfo,
    "introspection": introspection,
    "client credentials": client_credentials,
    "client credentials, signed": signed_client_credentials,
    "discovery": discovery,
    "JWKS": jwks,
    "password journey": password,
}


def lacks(target: Target, scenario: str) -> bool:
    """Tell whether the server has no such thing: the peer no password, the floor no school."""
    if target.name == "oidc-provider":
        return scenario in {"first visit", "password journey"}
    return target.name == "floor" and scenario == "first visit"


def _ask(
    target: Target,
    requests: list[Request],
    *,
    seconds: float,
    expected: int = 200,
    seen: Seen | None = None,
) -> Result:
    return load(
        target.port,
        requests,
        seconds=seconds,
        expected=expected,
        seen=seen,
        spent=target.spent_seconds,
    )


def _same(request: bytes, connections: int = CONNECTIONS) -> list[Request]:
    return [repeat(request) for _ in range(connections)]


def _codes(target: Target, count: int) -> list[str]:
    codes: list[str] = []

    def seen(_status: int, head: bytes, _body: bytes) -> None:
        line = next(each for each in head.split(b"\r\n") if each.lower().startswith(b"location:"))
        query = urlsplit(line.split(b":", 1)[1].strip().decode()).query
        codes.append(parse_qs(query)["code"][0])

    request = _get(target, authorize_path(), f"Cookie: {target.cookie}\r\n")
    share = count // CONNECTIONS
    requests: list[Request] = [repeat(request, share) for _ in range(CONNECTIONS)]
    result = _ask(target, requests, seconds=60, expected=303, seen=seen)
    if result.errors:
        raise RuntimeError(f"{target.name}: {result.errors} errors while codes were prepared")
    return codes


def _tokens(target: Target) -> dict[str, str]:
    answers: list[bytes] = []
    (code,) = _codes(target, CONNECTIONS)[:1]
    request = _token(target, grant_type="authorization_code", code=code)
    _ask(
        target,
        [iter([request])],
        seconds=10,
        seen=lambda _status, _head, body: answers.append(body),
    )
    tokens: dict[str, str] = json.loads(answers[0])
    return tokens


def _token(target: Target, **parameters: str) -> bytes:
    if "code" in parameters:
        parameters |= {"redirect_uri": REDIRECT_URI, "code_verifier": VERIFIER}
    header = f"Authorization: {target.basic}\r\n"
    return _post(target, "/token", urlencode(parameters), header)


def _get(target: Target, path: str, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n{headers}\r\n".encode()


def _post(target: Target, path: str, body: str, headers: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n{headers}{_FORM}"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
