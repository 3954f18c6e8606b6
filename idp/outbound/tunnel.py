"""A tunnel through the proxy of the settings (RFC 9110 §9.3.6): TLS inside is with the server."""

import socket
from base64 import b64encode
from pathlib import Path
from urllib.parse import urlsplit

from idp.outbound.destination import Destination
from idp.outbound.failure import Failure, OutboundError
from idp.settings import OutboundSettings

_LONGEST_ANSWER = 16_384
_PORT = 3128
_END = b"\r\n\r\n"


def proxy_address(settings: OutboundSettings) -> tuple[str, int]:
    """Return host and port of the proxy."""
    parts = urlsplit(settings.proxy)
    return parts.hostname or "", parts.port or _PORT


def open_tunnel(to: socket.socket, destination: Destination, settings: OutboundSettings) -> None:
    """Ask the proxy at the other end of `to` for a connection to `destination`.

    Raises OutboundError UNREACHABLE when it refuses, OSError when it does not answer.
    """
    host = f"[{destination.host}]" if ":" in destination.host else destination.host
    where = f"{host}:{destination.port}"
    lines = [f"CONNECT {where} HTTP/1.1", f"Host: {where}", "User-Agent: Parvis"]
    if settings.proxy_username:
        password = Path(settings.proxy_password_file).read_text("utf-8").strip()
        named = b64encode(f"{settings.proxy_username}:{password}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {named}")
    to.sendall("\r\n".join(lines).encode("ascii") + _END)
    status = _status(_head(to))
    if not status.startswith("2"):
        raise OutboundError(Failure.UNREACHABLE, f"the proxy answers {status or 'no HTTP'}")


def _head(to: socket.socket) -> bytes:
    """Read to the end of the proxy's answer and no byte further: what follows is TLS."""
    head = bytearray()
    while not head.endswith(_END):
        byte = to.recv(1)
        if not byte or len(head) > _LONGEST_ANSWER:
            raise OutboundError(Failure.UNREACHABLE, "the proxy gave no answer")
        head += byte
    return bytes(head)


def _status(head: bytes) -> str:
    version, _, rest = head.decode("latin-1").partition(" ")
    status = rest[:3]
    return status if version.startswith("HTTP/1.") and status.isdecimal() else ""
