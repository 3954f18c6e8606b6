"""Which addresses may be called: public ones, by https (OWASP SSRF prevention; RFC 6890).

A name is resolved once, every address is checked, and the connection goes to a checked address: a
later change of the name has no effect.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from msgspec import Struct

from idp.outbound.failure import Failure, OutboundError
from idp.settings import OutboundSettings

_LONGEST = 2_048
_PORTS = {"https": 443, "http": 80}
# Through these an IPv6 address means an IPv4 one that no check would see.
_TRANSLATED = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))

Address = IPv4Address | IPv6Address
LookUp = Callable[[str, int], tuple[Address, ...]]
"""Finds the addresses of a name, for connections to a port. Raises OSError, UnicodeError."""


class Destination(Struct, frozen=True):
    """Where a call goes: an https server, or an http one of this very machine."""

    secure: bool
    host: str
    port: int
    target: str
    """Path and query."""
    host_header: str


def read_destination(uri: str, settings: OutboundSettings) -> Destination:
    """Return the destination of `uri`, without its fragment. Raises OutboundError REFUSED."""
    if len(uri) > _LONGEST or not uri.isascii() or any(each <= " " or each == "\\" for each in uri):
        raise _refused("the URI holds what a URI cannot")
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        raise _refused("the URI cannot be read") from None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise _refused("only https URIs without user information are called")
    if parts.scheme != "https" and not settings.allow_loopback:
        raise _refused("http is for loopback, where that is allowed")
    path = parts.path or "/"
    return Destination(
        secure=parts.scheme == "https",
        host=parts.hostname,
        port=_PORTS[parts.scheme] if port is None else port,
        target=f"{path}?{parts.query}" if parts.query else path,
        host_header=parts.netloc,
    )


def look_up(host: str, port: int) -> tuple[Address, ...]:
    """Ask the machine's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(ip_address(str(each[4][0])) for each in found))


def _resolve(
    destination: Destination, settings: OutboundSettings, finds: LookUp
) -> tuple[Address, ...]:
    try:
        addresses = finds(destination.host, destination.port)
    except (OSError, UnicodeError):
        raise OutboundError(Failure.UNREACHABLE, "the name has no address") from None
    for address in addresses:
        if not _may_call(address, destination, settings):
            raise _refused("the name leads to an address that is not public")
    return addresses


def way_to(
    destination: Destination, settings: OutboundSettings, finds: LookUp
) -> tuple[Address, ...] | None:
    """Return the addresses to try, or None where the proxy is to be asked. Raises OutboundError.

    A name that resolves here is checked by the same rules; the proxy resolves, or refuses, any
    other. Private networks that the settings allow are called directly.
    """
    if not settings.proxy:
        return _resolve(destination, settings, finds)
    try:
        addresses = _resolve(destination, settings, finds)
    except OutboundError as error:
        if error.failure is not Failure.UNREACHABLE or not destination.secure:
            raise
        return None
    return addresses if all(_is_near(each, settings) for each in addresses) else None


def _is_near(address: Address, settings: OutboundSettings) -> bool:
    plain = _plain(address)
    return plain.is_loopback or _is_allowed(plain, settings)


def _plain(address: Address) -> Address:
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _is_allowed(plain: Address, settings: OutboundSettings) -> bool:
    return any(plain in network for network in map(ip_network, settings.allowed_networks))


def _may_call(address: Address, destination: Destination, settings: OutboundSettings) -> bool:
    plain = _plain(address)
    if plain.is_loopback:
        return settings.allow_loopback
    if not destination.secure:
        return False
    if _is_allowed(plain, settings):
        return True
    if any(plain in network for network in _TRANSLATED):
        return False
    return plain.is_global and not plain.is_multicast and not plain.is_reserved


def _refused(why: str) -> OutboundError:
    return OutboundError(Failure.REFUSED, why)
