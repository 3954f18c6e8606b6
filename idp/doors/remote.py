"""Where a request comes from, when proxies stand in between."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from flask import Request

from idp.settings import ServerSettings

UNKNOWN = "0.0.0.0"  # noqa: S104 - not an address to listen on: what limits count together


def remote_address(request: Request, settings: ServerSettings) -> str:
    """Return the browser's network address.

    `X-Forwarded-For` counts only when a trusted proxy sent it, and then only the entry that the
    outermost trusted proxy wrote: anything to the left of it is whatever the browser claimed.
    What cannot be read is counted together, under one address.
    """
    peer = request.environ.get("REMOTE_ADDR", "")
    if not comes_from_trusted_proxy(request, settings):
        return _canonical(peer)
    hops = request.environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if len(hops) < settings.proxy_hops:
        return UNKNOWN
    return _canonical(hops[-settings.proxy_hops].strip())


def comes_from_trusted_proxy(request: Request, settings: ServerSettings) -> bool:
    """Tell whether one of the trusted proxies opened this connection."""
    return _is_trusted(request.environ.get("REMOTE_ADDR", ""), settings.trusted_proxies)


@lru_cache(maxsize=8)
def _networks(trusted: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(network) for network in trusted)


def _is_trusted(peer: str, trusted: tuple[str, ...]) -> bool:
    if not trusted:
        return False
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in _networks(trusted))


@lru_cache(maxsize=4096)
def _canonical(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return UNKNOWN
