"""Returning to the page one came from: the browser names it, so only our own are accepted."""

from urllib.parse import parse_qsl, urlsplit

from idp.protocol import end_session
from idp.web.pages.framing import KEPT
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import BACK


def page_of(wanted: str) -> str:
    """Return the path of our page that `wanted` (path and query) names, else ""."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return ""
    is_ours = parts.path in BACK and not parts.netloc and not parts.scheme
    return parts.path if is_ours else ""


def back_to(request: PageRequest, wanted: str) -> str:
    """Return the address of that page, on the same journey; the next page if it is not ours."""
    path = page_of(wanted)
    if not path:
        return request.onward()
    names = end_session.CARRIED if path == end_session.PATH else KEPT
    kept = {name: value for name, value in parse_qsl(urlsplit(wanted).query) if name in names}
    return request.to(path, **kept)
