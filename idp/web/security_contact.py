"""GET /.well-known/security.txt: where to report a vulnerability (RFC 9116)."""

from flask import Flask, Response

from idp.clock import DAY, as_datetime
from idp.wiring import Provider

SECURITY_CONTACT_PATH = "/.well-known/security.txt"
_GOOD_FOR_DAYS = 90  # RFC 9116 §2.5.5: less than a year


def mount_security_contact(app: Flask, provider: Provider) -> None:
    """Answer with the operator's contacts; where there are none, nothing is at that address."""
    server, clock = provider.settings.server, provider.clock
    if not server.security_contacts:
        return
    lines = [f"Contact: {contact}" for contact in server.security_contacts]
    lines += ["Preferred-Languages: fr, en", f"Canonical: {server.issuer}{SECURITY_CONTACT_PATH}"]

    @app.get(SECURITY_CONTACT_PATH)
    def security_contact() -> Response:
        today = clock.seconds() // DAY * DAY
        expires = as_datetime(today + _GOOD_FOR_DAYS * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Response(
            "\n".join([*lines, f"Expires: {expires}", ""]),
            mimetype="text/plain",
            headers={
                "Cache-Control": f"public, max-age={DAY}",
                "X-Content-Type-Options": "nosniff",
            },
        )
