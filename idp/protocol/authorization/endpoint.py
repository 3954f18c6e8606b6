"""What the authorization endpoint checks, in order (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2).

Until client and redirect URI are known to be good an error is shown to the person; from then on
it goes to the client (RFC 6749 §4.1.2.1).
"""

from idp.clients import Client, Clients
from idp.protocol.authorization.claims import check_claims
from idp.protocol.authorization.client import check_client
from idp.protocol.authorization.id_token_hint import check_id_token_hint
from idp.protocol.authorization.max_age import check_max_age
from idp.protocol.authorization.nonce import check_nonce
from idp.protocol.authorization.pkce import check_pkce
from idp.protocol.authorization.prompt import check_prompt
from idp.protocol.authorization.redirect_uri import check_redirect_uri
from idp.protocol.authorization.request import AuthorizationRequest, ReturnAddress
from idp.protocol.authorization.request_object import check_request_object
from idp.protocol.authorization.response_mode import check_response_mode, default_mode
from idp.protocol.authorization.response_type import check_response_type
from idp.protocol.authorization.scope import check_scope
from idp.protocol.errors import InvalidRequestError
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.tokens.id_token import IdTokens

ACR_VALUES = ("urn:parvis:acr:password",)


class AuthorizationEndpoint:
    """Reads authorization requests."""

    def __init__(self, *, clients: Clients, id_tokens: IdTokens) -> None:
        self._clients = clients
        self._id_tokens = id_tokens

    def address(self, incoming: Incoming) -> tuple[Parameters, Client, ReturnAddress]:
        """Return who asks and where the answer goes. Raises NotRedirectableError."""
        # OpenID Connect Core §3.1.2.1: GET carries the query, POST the form, never both.
        pairs = incoming.form if incoming.method == "POST" else incoming.query
        parameters = Parameters(pairs)
        client = check_client(parameters, self._clients)
        redirect_uri = check_redirect_uri(parameters, client)
        mode = default_mode(parameters, client)
        to = ReturnAddress(client.id, redirect_uri, mode, parameters.get_sound("state"))
        return parameters, client, to

    def request(
        self, parameters: Parameters, client: Client, to: ReturnAddress
    ) -> AuthorizationRequest:
        """Return the request, every parameter checked. Raises ProtocolError."""
        parameters.check()
        check_request_object(parameters)
        response_type = check_response_type(parameters, client)
        check_response_mode(parameters, client, response_type)
        scope = check_scope(parameters, client, response_type)
        code_challenge = check_pkce(parameters, client, response_type)
        nonce = check_nonce(parameters, response_type)
        prompt = check_prompt(parameters)
        max_age = check_max_age(parameters)
        claims = check_claims(parameters, ACR_VALUES)
        hinted = check_id_token_hint(parameters, client, self._id_tokens)
        if hinted and claims.subject and hinted != claims.subject:
            raise InvalidRequestError("id_token_hint and claims name two different people")
        # `acr_values` is voluntary (§3.1.2.1) and `display` changes nothing: pages fit any size.
        return AuthorizationRequest(
            to=to,
            response_type=response_type,
            scope=scope,
            code_challenge=code_challenge,
            nonce=nonce,
            prompt=prompt,
            max_age=max_age,
            claims=claims.to_json(),
            subject=hinted or claims.subject,
            login_hint=parameters.get("login_hint"),
            ui_locales=tuple((parameters.get("ui_locales") or "").lower().split()),
        )
