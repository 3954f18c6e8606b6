"""Answers that only the client can read (OpenID Connect Core §10.2, RFC 7516, JARM §2.2)."""

from joserfc import jwe

from idp.clients import Client
from idp.clients.client_keys import ClientKeys
from idp.keys.algorithms import CONTENT_ENCRYPTION, KEY_ENCRYPTION, JoseKey
from idp.part import Part
from idp.protocol.errors import EncryptionKeyMissingError

DEFAULT_CONTENT = "A128CBC-HS256"
"""`enc` of a client that registered `alg` alone (OpenID Connect Registration §2)."""
_OFFERED = jwe.JWERegistry(algorithms=[*KEY_ENCRYPTION, *CONTENT_ENCRYPTION])


class Encryption(Part):
    """Encrypts what a client registered to receive encrypted, and nothing else."""

    keys: ClientKeys

    def prepare(self, client: Client, algorithm: str | None) -> None:
        """Fetch the client's key before anything single-use is spent.

        Raises EncryptionKeyMissingError, and TooBusyError while the client's keys are fetched.
        """
        if algorithm is not None:
            self._key(client, algorithm)

    def id_token(self, client: Client, token: str) -> str:
        """Return the ID token, encrypted if registered so. Raises EncryptionKeyMissingError."""
        algorithm = client.id_token_encrypted_response_alg
        content = client.id_token_encrypted_response_enc
        return token if algorithm is None else self._nested(client, algorithm, content, token)

    def authorization(self, client: Client, token: str) -> str:
        """Return a signed authorization response likewise. Raises EncryptionKeyMissingError."""
        algorithm = client.authorization_encrypted_response_alg
        content = client.authorization_encrypted_response_enc
        return token if algorithm is None else self._nested(client, algorithm, content, token)

    def userinfo(self, client: Client, text: str, *, signed: bool) -> str:
        """Return userinfo likewise: a signed token or JSON. Raises EncryptionKeyMissingError."""
        algorithm = client.userinfo_encrypted_response_alg
        content = client.userinfo_encrypted_response_enc
        if algorithm is None:
            return text
        return self._nested(client, algorithm, content, text, is_jwt=signed)

    def _nested(
        self, client: Client, algorithm: str, content: str | None, text: str, *, is_jwt: bool = True
    ) -> str:
        key = self._key(client, algorithm)
        header = {"alg": algorithm, "enc": content or DEFAULT_CONTENT}
        if key.kid is not None:
            header["kid"] = key.kid
        if is_jwt:
            # RFC 7519 §5.2: what is inside is signed.
            header["cty"] = "JWT"
        return jwe.encrypt_compact(header, text.encode(), key, registry=_OFFERED)

    def _key(self, client: Client, algorithm: str) -> JoseKey:
        key = self.keys.for_encryption(client, algorithm)
        if key is None:
            raise EncryptionKeyMissingError(f"the client publishes no key for {algorithm}")
        return key
