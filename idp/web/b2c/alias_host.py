"""`{tenant}.b2clogin.com` as a further name of this server: browsers go on at the issuer's.

For networks where the old name leads here, and portals that spell it out. Programs are answered at
either name; sessions, passkeys and pages belong to one.
"""

from urllib.parse import quote, urlsplit

from flask import Request, Response

_B2C = ".b2clogin.com"
_IN_PATH = "/:@!$&'()*+,;=~"  # RFC 3986 §3.3


def at_issuer(request: Request, issuer: str) -> Response | None:
    """Return the redirect to the same address at the issuer; None when it was called there."""
    name = (urlsplit(f"//{request.host}").hostname or "").lower()
    if not name.endswith(_B2C) or name == urlsplit(issuer).hostname:
        return None
    query = request.query_string.decode("ascii", "replace")
    # Encoded as it was: a line break in it would fit no header.
    path = quote(request.path, safe=_IN_PATH)
    where = f"{issuer}{path}{'?' if query else ''}{query}"
    # RFC 9110 §15.4.8: the browser repeats a POST.
    return Response(status=307, headers={"Location": where, "Cache-Control": "no-store"})
