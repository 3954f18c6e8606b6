"""/{tenant}/oauth2/v2.0/token?p={policy} and /{tenant}/{policy}/oauth2/v2.0/token.

A code is bound to its client, not to the policy: all policies of a client are equivalent.
"""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request

from idp.protocol.errors import InvalidRequestError
from idp.protocol.incoming import Incoming
from idp.web.b2c.paths import paths
from idp.web.b2c.policy import find_policy, is_known, standard
from idp.web.client_call import answer_client
from idp.web.rendering import Renderer
from idp.web.request import current_request
from idp.wiring import Provider


def mount_b2c_token(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Answer token requests at B2C's URLs."""

    @paths(app, "oauth2/v2.0/token", "POST", "OPTIONS")
    def b2c_token(tenant: str, policy: str | None = None) -> Response:
        def answer(asked: Incoming) -> Mapping[str, Any]:
            found = find_policy(request.path, asked, tenant, policy)
            if found is None or not is_known(found, provider.directory.clients):
                raise InvalidRequestError("no client is registered with this tenant and policy")
            return provider.protocol.token.answer(standard(asked, found))

        return answer_client(current_request(), answer, provider)
