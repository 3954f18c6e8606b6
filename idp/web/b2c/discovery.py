"""/{tenant}/{policy}/v2.0/.well-known/openid-configuration, and its `jwks_uri`.

Our own metadata, with endpoints in the URL style of the request: libraries written for B2C look for
the policy in them. The issuer is the one in ID tokens.
"""

import hashlib
import json
from functools import lru_cache

from flask import Flask, Response, request

from idp.protocol.discovery import provider_metadata
from idp.protocol.errors import InvalidRequestError
from idp.web.b2c.paths import paths
from idp.web.b2c.policy import Policy, find_policy, is_known
from idp.web.rendering import Renderer
from idp.web.request import incoming
from idp.web.response import error_response, published_response
from idp.wiring import Provider

_KEYS = "discovery/v2.0/keys"
_ENDPOINTS = (
    ("authorization_endpoint", "oauth2/v2.0/authorize"),
    ("token_endpoint", "oauth2/v2.0/token"),
    ("end_session_endpoint", "oauth2/v2.0/logout"),
    ("jwks_uri", _KEYS),
)
_CLAIMS = ("ver", "oid", "emails", "tfp")
_MOST_DOCUMENTS = 256
_NOT_FOUND = 404


def mount_b2c_discovery(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Serve the metadata of registered policies."""
    keys, settings = provider.keys, provider.settings
    issuer, max_age = settings.server.issuer, settings.keys.jwks_max_age_seconds

    @lru_cache(maxsize=_MOST_DOCUMENTS)
    def document(algorithms: tuple[str, ...], policy: Policy) -> tuple[bytes, str]:
        endpoints = {name: policy.uri(issuer, rest) for name, rest in _ENDPOINTS}
        ours = provider_metadata(algorithms, settings)
        claims = {"claims_supported": [*ours["claims_supported"], *_CLAIMS]}
        body = json.dumps({**ours, **endpoints, **claims}).encode()
        return body, f'"{hashlib.sha256(body).hexdigest()[:24]}"'

    def asked_for(tenant: str, in_path: str | None) -> Policy | None:
        asked = incoming(request, settings.server.body_bytes)
        policy = find_policy(request.path, asked, tenant, in_path)
        return (
            None if policy is None or not is_known(policy, provider.directory.clients) else policy
        )

    @paths(app, "v2.0/.well-known/openid-configuration", "GET")
    def b2c_configuration(tenant: str, policy: str | None = None) -> Response:
        found = asked_for(tenant, policy)
        if found is None:
            return _nobodys()
        body, etag = document(tuple(keys.current().active), found)
        return published_response(body, etag, max_age, request.environ.get("HTTP_IF_NONE_MATCH"))

    @paths(app, _KEYS, "GET")
    def b2c_keys(tenant: str, policy: str | None = None) -> Response:
        if asked_for(tenant, policy) is None:
            return _nobodys()
        current = keys.current()
        seen = request.environ.get("HTTP_IF_NONE_MATCH")
        return published_response(current.document, current.etag, max_age, seen)


def _nobodys() -> Response:
    problem = InvalidRequestError("no client is registered with this tenant and policy")
    return error_response(problem, _NOT_FOUND)
