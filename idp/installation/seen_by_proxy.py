"""How a request to the issuer's address arrived at `parvis serve`, for `parvis doctor`."""

import msgspec
from msgspec import Struct

from idp.settings import ServerSettings
from idp.untrusted.json_text import read_json

SEEN_PATH = "/health/seen"


class Seen(Struct, frozen=True):
    """A request as it arrived."""

    address: str
    """The address that budgets count it under."""
    readable: bool
    """Whether that is an address, and not the one that stands for all unreadable ones."""
    by_trusted_proxy: bool
    peer: str
    """The peer of the connection, when it is not trusted; else empty."""
    forwarded: int
    """How many addresses the header had; `doctor` sends none."""


def read_seen(body: bytes) -> Seen:
    """Return the response `body` as a Seen. Raises ValueError."""
    try:
        return msgspec.convert(read_json(body), Seen)
    except (ValueError, msgspec.ValidationError) as error:
        raise ValueError(f"not what {SEEN_PATH} answers") from error


def proxy_problem(seen: Seen, settings: ServerSettings) -> str | None:
    """Return the problem with the proxies in front, or with their settings; None without one."""
    hops, header = settings.proxy_hops, settings.forwarded_header
    shared = "all parents would share the limits of one address"
    if not seen.by_trusted_proxy:
        if not seen.forwarded:
            return "the issuer's address leads here without a proxy"
        return f"the proxy at {seen.peer} is not in server.trusted_proxies: {shared}, the proxy's"
    if not seen.forwarded:
        return f"the proxy sets no {header} that can be read: {shared}"
    if seen.forwarded != hops:
        return (
            f"{header} named {seen.forwarded} addresses of a request with none, and "
            f"server.proxy_hops is {hops}: set it to the number of proxies in a row"
        )
    if not seen.readable:
        return f"the proxy's {header} names no address that can be read: {shared}"
    return None
