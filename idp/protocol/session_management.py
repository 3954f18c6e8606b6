"""Session state that portals can watch (OpenID Connect Session Management 1.0).

A portal's page polls our page, in a frame (§3.2). Ours answers from a cookie that its script can
read: the cookie identifies no session and gives no access.
"""

from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlsplit

from idp.ids import new_id

CHECK_SESSION_PATH = "/session/check"


def browser_state(session_hash: bytes) -> str:
    """Return the cookie's value while the session of `session_hash` lasts."""
    return sha256(b"browser-state " + session_hash).hexdigest()


def session_state(client_id: str, redirect_uri: str, session_hash: bytes) -> str | None:
    """Return the `session_state` of an answer (§2); None if the redirect URI has no web origin."""
    origin = _origin(redirect_uri)
    if origin is None:
        return None
    salt = new_id()
    said = f"{client_id} {origin} {browser_state(session_hash)} {salt}"
    return f"{sha256(said.encode()).hexdigest()}.{salt}"


@lru_cache(maxsize=256)
def _origin(uri: str) -> str | None:
    """Return the web origin of `uri` as browsers write it, without a default port; None: none."""
    parts = urlsplit(uri)
    standard = {"https": ":443", "http": ":80"}.get(parts.scheme)
    if standard is None:
        return None
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(standard)}"
