"""Answers signed as a whole (JWT Secured Authorization Response Mode for OAuth 2.0, §2)."""

from msgspec import structs

from idp.clients import Client
from idp.clock import MINUTE, Clock
from idp.errors import TooBusyError
from idp.keys import SigningKeys
from idp.part import Part
from idp.protocol.authorization.respond import AuthorizationResponse
from idp.protocol.encryption import Encryption
from idp.protocol.errors import EncryptionKeyMissingError
from idp.tokens.jose import sign

TYP = "oauth-authz-resp+jwt"
"""JARM names no type; ours keeps an answer from passing for an ID token (RFC 8725 §3.11)."""
_SECONDS = 2 * MINUTE


class SignedResponses(Part):
    """Puts the fields of an answer into one JWT where its mode asks for it."""

    keys: SigningKeys
    encryption: Encryption
    clock: Clock
    issuer: str

    def secured(self, client: Client, response: AuthorizationResponse) -> AuthorizationResponse:
        """Return `response`, signed where its mode requires it; errors are signed too."""
        if not response.to.mode.is_signed:
            return response
        claims = {
            **dict(response.fields),
            "iss": self.issuer,
            "aud": client.id,
            "exp": self.clock.seconds() + _SECONDS,
        }
        token = sign(self.keys, client.authorization_algorithm, TYP, claims)
        try:
            token = self.encryption.authorization(client, token)
        except (EncryptionKeyMissingError, TooBusyError):
            if response.is_granted:
                raise
            # An error needs no encryption, and may itself report the missing encryption key.
        return structs.replace(response, fields=(("response", token),))
