"""The certificate of a TLS client, from the header of the proxy that ends TLS (RFC 9440 §2)."""

import binascii
from base64 import b64decode
from urllib.parse import unquote

from flask import Request

from idp.settings import Settings
from idp.web.remote import comes_from_trusted_proxy

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def client_certificate(request: Request, settings: Settings) -> bytes | None:
    """Return the certificate (DER); None without one, or when it cannot be trusted or read.

    The header counts only from a trusted proxy, which erases the one that clients send: otherwise
    anybody could show a certificate whose key somebody else holds.
    """
    header = settings.mtls.header
    if not header or not comes_from_trusted_proxy(request, settings.server):
        return None
    text = request.environ.get(f"HTTP_{header.upper().replace('-', '_')}", "")
    try:
        return b64decode(_body(text, settings.mtls.encoding), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _body(text: str, encoding: str) -> str:
    if encoding == "base64":
        return text
    if encoding == "rfc9440":
        # A byte sequence of RFC 8941 §3.3.5.
        if len(text) < 2 or text[0] != ":" or text[-1] != ":":  # noqa: PLR2004
            raise ValueError("not a byte sequence")
        return text[1:-1]
    pem = unquote(text).strip()
    if not pem.startswith(_BEGIN) or not pem.endswith(_END):
        raise ValueError("not one certificate in PEM")
    return "".join(pem[len(_BEGIN) : -len(_END)].split())
