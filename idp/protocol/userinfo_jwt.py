"""Userinfo as a token: signed, encrypted, or both (OpenID Connect Core §5.3.2)."""

import json
from collections.abc import Mapping
from typing import Any

from idp.clients import Client
from idp.keys import SigningKeys
from idp.part import Part
from idp.protocol.encryption import Encryption
from idp.tokens.jose import sign

MEDIA_TYPE = "application/jwt"


class SecuredUserinfo(Part):
    """Builds the userinfo of clients that registered for a JWT."""

    keys: SigningKeys
    encryption: Encryption
    issuer: str

    def secure(self, client: Client, claims: Mapping[str, Any]) -> str | None:
        """Return `claims` as the JWT that `client` registered for; None for plain JSON.

        Raises EncryptionKeyMissingError, TooBusyError.
        """
        algorithm = client.userinfo_signed_response_alg
        if algorithm is not None:
            content = {**claims, "iss": self.issuer, "aud": client.id}
            # Without `typ`, for libraries refuse unknown ones; without times, so that it cannot
            # pass for an ID token.
            token = sign(self.keys, algorithm, None, content)
            return self.encryption.userinfo(client, token, signed=True)
        if client.userinfo_encrypted_response_alg is not None:
            text = json.dumps(claims, ensure_ascii=False)
            return self.encryption.userinfo(client, text, signed=False)
        return None
