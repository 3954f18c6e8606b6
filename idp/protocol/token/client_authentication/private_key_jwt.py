"""Assertions that the client signs with its private key (RFC 7523 §2.2, OIDC Core §9)."""

from idp.clients import Client
from idp.clients.client_keys import ClientKeys
from idp.part import Part
from idp.protocol.client_jwt import ClientJwtError, read_client_jwt
from idp.protocol.errors import InvalidClientError
from idp.protocol.token.client_authentication.assertion import TYPES, Assertions


class PrivateKeyJwt(Part):
    """Verifies assertions with the keys that the client registered."""

    keys: ClientKeys
    assertions: Assertions

    def check(self, client: Client, assertion: str, path: str) -> None:
        """Accept `assertion`, once. Raises InvalidClientError."""
        algorithm = client.token_endpoint_auth_signing_alg
        try:
            claims = read_client_jwt(
                assertion, client, self.keys, types=TYPES, only_algorithm=algorithm
            )
        except ClientJwtError as error:
            raise InvalidClientError("client authentication failed") from error
        self.assertions.use(claims, client, path)
