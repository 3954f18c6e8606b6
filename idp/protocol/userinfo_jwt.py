"""Userinfo as a token: signed, encrypted, or both (OpenID Connect Core §5.3.2)."""

import json
from collections.abc import Mapping
from typing import Any

from idp.clients import Client
from idp.keys import SigningKeys
from idp.protocol.encryption import Encryption
from idp.tokens.jose import sign

MEDIA_TYPE = "application/jwt"


class SecuredUserinfo:
    """What clients get that registered for more than JSON."""

    def __init__(self, *, keys: SigningKeys, encryption: Encryption, issuer: str) -> None:
        self._keys = keys
        self._encryption = encryption
        self._issuer = issuer

    def secure(self, client: Client, claims: Mapping[str, Any]) -> str | None:
        """Return `claims` as `client` registered to get them; None: as plain JSON.

        Raises EncryptionKeyMissingError, TooBusyError.
        """
        algorithm = client.userinfo_signed_response_alg
        if algorithm is not None:
            content = {**claims, "iss": self._issuer, "aud": client.id}
            # Of no type, for libraries refuse those that they do not know; without times, so that
            # it can never pass for an ID token.
            token = sign(self._keys, algorithm, None, content)
            return self._encryption.userinfo(client, token, signed=True)
        if client.userinfo_encrypted_response_alg is not None:
            text = json.dumps(claims, ensure_ascii=False)
            return self._encryption.userinfo(client, text, signed=False)
        return None
