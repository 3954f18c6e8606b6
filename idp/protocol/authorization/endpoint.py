"""What the authorization endpoint checks, in order (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2).

Until client and redirect URI are known to be good an error is shown to the person; from then on
it goes to the client (RFC 6749 §4.1.2.1).
"""

from msgspec import Struct, structs

from idp.accounts.acr import ACR_VALUES
from idp.clients import Client, Clients
from idp.part import Part
from idp.protocol.authorization.acr_values import check_acr_values
from idp.protocol.authorization.authorization_details import check_authorization_details
from idp.protocol.authorization.claims import check_claims
from idp.protocol.authorization.client import check_client
from idp.protocol.authorization.dpop_jkt import check_dpop_jkt
from idp.protocol.authorization.id_token_hint import check_id_token_hint
from idp.protocol.authorization.max_age import check_max_age
from idp.protocol.authorization.nonce import check_nonce
from idp.protocol.authorization.pkce import check_pkce
from idp.protocol.authorization.policy import check_policy, prompt_of_policy
from idp.protocol.authorization.prompt import check_prompt
from idp.protocol.authorization.pushed import PushedLookup, check_pushed
from idp.protocol.authorization.redirect_uri import check_redirect_uri
from idp.protocol.authorization.registration import check_registration
from idp.protocol.authorization.request import AuthorizationRequest, ReturnAddress
from idp.protocol.authorization.request_object import RequestObjects
from idp.protocol.authorization.request_uri import RequestUris
from idp.protocol.authorization.resource import check_resource
from idp.protocol.authorization.response_mode import check_response_mode, default_mode
from idp.protocol.authorization.response_type import check_response_type
from idp.protocol.authorization.scope import check_scope
from idp.protocol.b2c import wants_client_info
from idp.protocol.errors import InvalidRequestError, NotRedirectableError, ProtocolError
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.tokens.id_token import IdTokens


class Asked(Struct, frozen=True):
    """The client and where the answer goes; the rest is still to be checked."""

    client: Client
    to: ReturnAddress
    parameters: Parameters
    problem: ProtocolError | None = None
    """Why the request object cannot be read, to be reported at `to`."""
    pushed: AuthorizationRequest | None = None
    """The request that was pushed, checked already."""
    policy: str | None = None
    """By which of its names for a journey Azure AD B2C's address was called."""


class AuthorizationEndpoint(Part):
    """Reads authorization requests."""

    clients: Clients
    id_tokens: IdTokens
    pushed: PushedLookup
    request_uris: RequestUris
    request_objects: RequestObjects

    def address(self, incoming: Incoming) -> Asked:
        """Return the client and where the answer goes. Raises NotRedirectableError."""
        # OpenID Connect Core §3.1.2.1: GET carries the query, POST the form, never both.
        parameters = Parameters(incoming.form if incoming.method == "POST" else incoming.query)
        client = check_client(parameters, self.clients)
        policy = check_policy(incoming, client)
        pushed = self.pushed.find(parameters, client)
        if pushed is not None:
            return Asked(
                client, pushed.to, parameters, pushed=structs.replace(pushed, policy=policy)
            )
        problem = None
        try:
            parameters = self._opened(parameters, client)
        except ProtocolError as error:
            problem = error
        to = _return_address(parameters, client)
        return Asked(client, to, parameters, problem, policy=policy)

    def request(self, asked: Asked) -> AuthorizationRequest:
        """Return the request, every parameter checked. Raises ProtocolError."""
        if asked.pushed is not None:
            return asked.pushed
        if asked.problem is not None:
            raise asked.problem
        check_pushed(asked.client)
        return self._checked(asked)

    def push(self, parameters: Parameters, client: Client) -> AuthorizationRequest:
        """Return a request that `client` pushes, checked as any other. Raises ProtocolError."""
        parameters = self._opened(parameters, client)
        try:
            to = _return_address(parameters, client)
        except NotRedirectableError as error:
            raise InvalidRequestError(
                "redirect_uri is missing or not registered", refusal=error.refusal
            ) from error
        return self._checked(Asked(client, to, parameters))

    def _opened(self, parameters: Parameters, client: Client) -> Parameters:
        # Parameters in a request object win over those beside it.
        token = self.request_uris.resolve(parameters, client)
        return self.request_objects.read(token, parameters, client)

    def _checked(self, asked: Asked) -> AuthorizationRequest:
        parameters, client = asked.parameters, asked.client
        parameters.check()
        check_registration(parameters)
        response_type = check_response_type(parameters, client)
        check_response_mode(parameters, client, response_type)
        scope = check_scope(parameters, client, response_type)
        code_challenge = check_pkce(parameters, client, response_type)
        dpop_jkt = check_dpop_jkt(parameters)
        nonce = check_nonce(parameters, response_type)
        prompt = prompt_of_policy(check_prompt(parameters), client.policy_named(asked.policy))
        max_age = check_max_age(parameters, client)
        claims = check_claims(parameters, ACR_VALUES)
        resource = check_resource(parameters, client.resources)
        authorization_details = check_authorization_details(parameters, client)
        hinted = check_id_token_hint(parameters, client, self.id_tokens)
        if hinted and claims.subject and hinted != claims.subject:
            raise InvalidRequestError("id_token_hint and claims name two different people")
        # `claims_locales` is voluntary (§5.2): claims are in one language. `display` changes
        # nothing: pages fit any size.
        return AuthorizationRequest(
            to=asked.to,
            response_type=response_type,
            scope=scope,
            code_challenge=code_challenge,
            nonce=nonce,
            prompt=prompt,
            max_age=max_age,
            claims=claims.to_json(),
            subject=hinted or claims.subject,
            login_hint=parameters.get("login_hint"),
            domain_hint=parameters.get("domain_hint"),
            ui_locales=tuple((parameters.get("ui_locales") or "").lower().split()),
            resource=resource,
            authorization_details=authorization_details,
            dpop_jkt=dpop_jkt,
            acr=claims.acr,
            acr_values=check_acr_values(parameters, client),
            policy=asked.policy,
            client_info=asked.policy is not None and wants_client_info(parameters),
        )


def _return_address(parameters: Parameters, client: Client) -> ReturnAddress:
    redirect_uri = check_redirect_uri(parameters, client)
    mode = default_mode(parameters, client)
    return ReturnAddress(client.id, redirect_uri, mode, parameters.get_sound("state"))
