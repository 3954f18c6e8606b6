"""Whether the session changed, for portals to watch (OpenID Connect Session Management 1.0).

A portal's page asks a page of ours, in a frame, again and again (§3.2). What ours answers from is
a cookie that its script can read: it names no session, and opens nothing.
"""

from hashlib import sha256
from urllib.parse import urlsplit

from idp.ids import new_id

CHECK_SESSION_PATH = "/session/check"


def browser_state(session_hash: bytes) -> str:
    """Return what the cookie holds while the session of `session_hash` goes on."""
    return sha256(b"browser-state " + session_hash).hexdigest()


def session_state(client_id: str, redirect_uri: str, session_hash: bytes) -> str | None:
    """Return what an answer carries (§2); None where it goes to no page of the web."""
    parts = urlsplit(redirect_uri)
    if parts.scheme not in {"https", "http"}:
        return None
    salt = new_id()
    said = f"{client_id} {_origin(parts.scheme, parts.netloc)} {browser_state(session_hash)} {salt}"
    return f"{sha256(said.encode()).hexdigest()}.{salt}"


def _origin(scheme: str, netloc: str) -> str:
    """Return the origin as browsers write it: without the port that goes without saying."""
    standard = {"https": ":443", "http": ":80"}[scheme]
    return f"{scheme}://{netloc.lower().removesuffix(standard)}"
