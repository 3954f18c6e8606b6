"""GET /.well-known/openid-configuration, /.well-known/oauth-authorization-server and the JWKS."""

import hashlib
import json
from functools import lru_cache

from flask import Flask, Request, Response

from idp._authlib import check_metadata
from idp.keys.algorithms import ALGORITHMS
from idp.protocol.discovery import provider_metadata
from idp.web.direct import mount_direct
from idp.web.rendering import Renderer
from idp.web.response import published_response
from idp.wiring import Provider


def mount_discovery(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Serve documents that are built once for each set of keys.

    Raises ValueError for invalid metadata: the server then does not start.
    """
    keys, settings = provider.keys, provider.settings
    if settings.secure:  # metadata promises TLS, which a trial on one machine has not
        check_metadata(provider_metadata(ALGORITHMS, settings))
    max_age = settings.keys.jwks_max_age_seconds

    @lru_cache(maxsize=1)
    def document(algorithms: tuple[str, ...]) -> tuple[bytes, str]:
        metadata = provider_metadata(algorithms, settings)
        body = json.dumps(metadata).encode()
        return body, f'"{hashlib.sha256(body).hexdigest()[:24]}"'

    def configuration(request: Request) -> Response:
        body, etag = document(tuple(keys.current().active))
        return published_response(body, etag, max_age, request.environ.get("HTTP_IF_NONE_MATCH"))

    def jwks(request: Request) -> Response:
        current = keys.current()
        seen = request.environ.get("HTTP_IF_NONE_MATCH")
        return published_response(current.document, current.etag, max_age, seen)

    mount_direct(app, "/.well-known/openid-configuration", configuration, ["GET"])
    mount_direct(app, "/.well-known/oauth-authorization-server", configuration, ["GET"])
    mount_direct(app, "/.well-known/jwks.json", jwks, ["GET"])
