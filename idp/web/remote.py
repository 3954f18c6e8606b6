"""The network address of a request, behind proxies or not."""

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from flask import Request

from idp.installation.seen_by_proxy import Seen
from idp.settings import ServerSettings
from idp.web.forwarded import nodes_of
from idp.web.request import header

UNKNOWN = "0.0.0.0"  # noqa: S104 - not an address to listen on: what limits count together
# `203.0.113.7:40001`, `[2001:db8::7]:40001`, `[2001:db8::7]`; a bare IPv6 address has no port.
_WITH_PORT = re.compile(r"(?:\[([^\]]*)\]|([0-9.]+))(?::[0-9]{1,5})?")


def remote_address(request: Request, settings: ServerSettings) -> str:
    """Return the browser's network address.

    `server.forwarded_header` counts only from a trusted proxy, and then only the entry that the
    outermost trusted proxy wrote: anything to the left of it is the browser's claim. Addresses
    that cannot be read count as one, UNKNOWN.
    """
    if not comes_from_trusted_proxy(request, settings):
        return read_address(request.environ.get("REMOTE_ADDR", ""))
    hops = _nodes(request, settings)
    if len(hops) < settings.proxy_hops:
        return UNKNOWN
    return read_address(hops[-settings.proxy_hops])


def seen_of(request: Request, settings: ServerSettings) -> Seen:
    """Return how the request arrived, for `parvis doctor`."""
    trusted = comes_from_trusted_proxy(request, settings)
    address = remote_address(request, settings)
    return Seen(
        address=address,
        readable=address != UNKNOWN,
        by_trusted_proxy=trusted,
        peer="" if trusted else request.environ.get("REMOTE_ADDR", ""),
        forwarded=len(_nodes(request, settings)),
    )


def comes_from_trusted_proxy(request: Request, settings: ServerSettings) -> bool:
    """Tell whether one of the trusted proxies opened this connection."""
    peer = request.environ.get("REMOTE_ADDR", "")
    if not peer and settings.bind.startswith("unix:"):
        return True  # only the proxy may open the socket's file
    return _is_trusted(peer, settings.trusted_proxies)


def _nodes(request: Request, settings: ServerSettings) -> tuple[str, ...]:
    content = header(request, settings.forwarded_header)
    return () if content is None else nodes_of(settings.forwarded_header, content)


@lru_cache(maxsize=4096)
def read_address(text: str) -> str:
    """Return the address in any spelling that proxies use, without port; UNKNOWN for no address."""
    text = text.strip().strip('"')
    if found := _WITH_PORT.fullmatch(text):
        text = found[1] or found[2] or ""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


@lru_cache(maxsize=8)
def _networks(trusted: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(network) for network in trusted)


@lru_cache(maxsize=4096)
def _is_trusted(peer: str, trusted: tuple[str, ...]) -> bool:
    address = read_address(peer) if trusted else UNKNOWN
    if address == UNKNOWN:
        return False
    return any(ip_address(address) in network for network in _networks(trusted))
