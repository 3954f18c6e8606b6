"""Which method a request uses, and whether it is the one registered (RFC 6749 §2.3)."""

from idp.clients import AuthenticationMethod, Client, Clients
from idp.clock import Clock
from idp.protocol.client_jwt import ClientKeys
from idp.protocol.errors import InvalidClientError
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.protocol.token.client_authentication.basic import read_basic
from idp.protocol.token.client_authentication.private_key_jwt import (
    ASSERTION_TYPE,
    PrivateKeyJwt,
    claimed_client_id,
)
from idp.protocol.token.client_authentication.secret import is_secret_of
from idp.storage import Database


class ClientAuthentication:
    """Tells which client sent a request, at every endpoint that clients call."""

    def __init__(
        self,
        *,
        clients: Clients,
        keys: ClientKeys,
        clock: Clock,
        database: Database,
        issuer: str,
    ) -> None:
        self._clients = clients
        self._clock = clock
        self._private_key_jwt = PrivateKeyJwt(
            keys=keys, database=database, clock=clock, issuer=issuer
        )

    def authenticate(self, incoming: Incoming, parameters: Parameters) -> Client:
        """Return the client, proven by its registered method alone.

        Raises InvalidClientError, of which every cause reads the same.
        """
        method, client_id, proof = _presented(incoming, parameters)
        client = self._clients.find(client_id)
        if client is None or client.token_endpoint_auth_method is not method:
            raise InvalidClientError("client authentication failed")
        named = parameters.get("client_id")
        if named is not None and named != client.id:
            raise InvalidClientError("client authentication failed")
        if method is AuthenticationMethod.PRIVATE_KEY_JWT:
            self._private_key_jwt.check(client, proof)
        elif method is not AuthenticationMethod.NONE and not is_secret_of(
            client, proof, self._clock.seconds()
        ):
            raise InvalidClientError("client authentication failed")
        return client


def _presented(incoming: Incoming, parameters: Parameters) -> tuple[AuthenticationMethod, str, str]:
    found: list[tuple[AuthenticationMethod, str, str]] = []
    if incoming.authorization is not None:
        client_id, secret = read_basic(incoming.authorization)
        found.append((AuthenticationMethod.BASIC, client_id, secret))
    if (secret_posted := parameters.get("client_secret")) is not None:
        client_id = parameters.require("client_id")
        found.append((AuthenticationMethod.POST, client_id, secret_posted))
    if (assertion := parameters.get("client_assertion")) is not None:
        if parameters.get("client_assertion_type") != ASSERTION_TYPE:
            raise InvalidClientError("client_assertion_type is not known")
        client_id = claimed_client_id(assertion)
        found.append((AuthenticationMethod.PRIVATE_KEY_JWT, client_id, assertion))
    if len(found) > 1:
        # RFC 6749 §2.3: no more than one method in a request.
        raise InvalidClientError("more than one way of authenticating")
    if found:
        return found[0]
    return AuthenticationMethod.NONE, parameters.get("client_id") or "", ""
