"""Assertions that the client signs with its secret (RFC 7523 §2.2, OpenID Connect Core §9).

Such a secret must be readable, so it is stored sealed: docs/decisions/0007.
"""

from idp.clients import Client
from idp.clients.secrets import open_secrets
from idp.clock import Clock
from idp.keys import Vault
from idp.part import Part
from idp.protocol.client_jwt import ClientJwtError, read_shared_jwt
from idp.protocol.errors import InvalidClientError
from idp.protocol.token.client_authentication.assertion import TYPES, Assertions


class ClientSecretJwt(Part):
    """Verifies assertions with the client's unexpired secrets."""

    vault: Vault
    clock: Clock
    assertions: Assertions

    def check(self, client: Client, assertion: str, path: str) -> None:
        """Accept `assertion`, once. Raises InvalidClientError."""
        secrets = open_secrets(client, self.vault, self.clock.seconds())
        try:
            claims = read_shared_jwt(assertion, secrets, types=TYPES)
        except ClientJwtError as error:
            raise InvalidClientError("client authentication failed") from error
        self.assertions.use(claims, client, path)
