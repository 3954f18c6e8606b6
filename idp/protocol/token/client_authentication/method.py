"""Authenticates a client by the method it registered (RFC 6749 §2.3)."""

from idp.clients import AuthenticationMethod, Client, Clients
from idp.clients.refusals import Refusal, RefusalReason
from idp.clock import Clock
from idp.part import Part
from idp.protocol.errors import InvalidClientError
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.protocol.token.client_authentication.assertion import ASSERTION_TYPE, claimed_client_id
from idp.protocol.token.client_authentication.basic import read_basic
from idp.protocol.token.client_authentication.client_secret_jwt import ClientSecretJwt
from idp.protocol.token.client_authentication.private_key_jwt import PrivateKeyJwt
from idp.protocol.token.client_authentication.secret import is_secret_of, was_secret_of
from idp.protocol.token.client_authentication.self_signed_tls_client_auth import (
    SelfSignedTlsClientAuth,
)
from idp.protocol.token.client_authentication.tls_client_auth import TlsClientAuth

_BASIC = frozenset({AuthenticationMethod.BASIC})
_POST = frozenset({AuthenticationMethod.POST})
_ASSERTION = frozenset(
    {AuthenticationMethod.PRIVATE_KEY_JWT, AuthenticationMethod.CLIENT_SECRET_JWT}
)
_NOTHING_SAID = frozenset(
    {
        AuthenticationMethod.NONE,
        AuthenticationMethod.TLS_CLIENT_AUTH,
        AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
    }
)
"""A certificate proves nothing by itself: clients of other methods bind their tokens to one."""


class ClientAuthentication(Part):
    """Authenticates the client of a request, at every endpoint that clients call."""

    clients: Clients
    clock: Clock
    private_key_jwt: PrivateKeyJwt
    client_secret_jwt: ClientSecretJwt
    tls_client_auth: TlsClientAuth
    self_signed_tls_client_auth: SelfSignedTlsClientAuth

    def authenticate(self, incoming: Incoming, parameters: Parameters) -> Client:
        """Return the client, authenticated by its registered method only.

        Raises InvalidClientError, the same for every cause.
        """
        methods, client_id, proof = _presented(incoming, parameters)
        client = self.clients.get_disabled_too(client_id)
        if client is None:
            raise InvalidClientError("client authentication failed")
        named = parameters.get("client_id")
        if named is not None and named != client.id:
            raise InvalidClientError("client authentication failed")
        if client.disabled or client.token_endpoint_auth_method not in methods:
            refusal = Refusal(client.id, _why(client, methods, proof))
            raise InvalidClientError("client authentication failed", refusal=refusal)
        try:
            self._check(client, proof, incoming)
        except InvalidClientError as error:
            error.refusal = Refusal(client.id, _why(client, methods, proof))
            raise
        return client

    def _check(self, client: Client, proof: str, incoming: Incoming) -> None:
        match client.token_endpoint_auth_method:
            case AuthenticationMethod.BASIC | AuthenticationMethod.POST:
                if not is_secret_of(client, proof, self.clock.seconds()):
                    raise InvalidClientError("client authentication failed")
            case AuthenticationMethod.PRIVATE_KEY_JWT:
                self.private_key_jwt.check(client, proof, incoming.path)
            case AuthenticationMethod.CLIENT_SECRET_JWT:
                self.client_secret_jwt.check(client, proof, incoming.path)
            case AuthenticationMethod.TLS_CLIENT_AUTH:
                self.tls_client_auth.check(client, incoming.certificate)
            case AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH:
                self.self_signed_tls_client_auth.check(client, incoming.certificate)
            case AuthenticationMethod.NONE:
                pass


def _why(client: Client, methods: frozenset[AuthenticationMethod], proof: str) -> RefusalReason:
    """Return why authentication failed, for the refusals shown to the client's developer."""
    if client.disabled:
        return RefusalReason.DISABLED
    if client.token_endpoint_auth_method not in methods:
        return RefusalReason.METHOD_NOT_REGISTERED
    if methods == _ASSERTION:
        return RefusalReason.WRONG_ASSERTION
    if methods == _NOTHING_SAID:
        return RefusalReason.WRONG_CERTIFICATE
    ended = was_secret_of(client, proof)
    return RefusalReason.SECRET_ENDED if ended else RefusalReason.WRONG_SECRET


def _presented(
    incoming: Incoming, parameters: Parameters
) -> tuple[frozenset[AuthenticationMethod], str, str]:
    """Return the methods that the request may use, its client id, and the proof."""
    found = []
    if incoming.authorization is not None:
        client_id, secret = read_basic(incoming.authorization)
        found.append((_BASIC, client_id, secret))
    if (secret_posted := parameters.get("client_secret")) is not None:
        found.append((_POST, parameters.require("client_id"), secret_posted))
    if (assertion := parameters.get("client_assertion")) is not None:
        if parameters.get("client_assertion_type") != ASSERTION_TYPE:
            raise InvalidClientError("client_assertion_type is not known")
        found.append((_ASSERTION, claimed_client_id(assertion), assertion))
    if len(found) > 1:
        # RFC 6749 §2.3: no more than one method in a request.
        raise InvalidClientError("more than one way of authenticating")
    return found[0] if found else (_NOTHING_SAID, parameters.get("client_id") or "", "")
