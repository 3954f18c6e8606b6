"""Private halves that were made in a PKCS #11 token and never leave it: it signs by itself."""

from typing import TYPE_CHECKING

from idp.errors import SettingsError
from idp.keys.private_keys import KeptIn, Made, Signer

if TYPE_CHECKING:
    from idp.keys._pkcs11 import Token


class TokenSigner:
    """A private half that only the token holds."""

    def __init__(self, token: "Token", kid: str, algorithm: str) -> None:
        self._token = token
        self._kid = kid
        self._algorithm = algorithm

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message` as JWS writes it (RFC 7515 §5.1)."""
        return self._token.sign(self._kid, self._algorithm, message)


class KeysInToken:
    """The row seals nothing."""

    kept_in = KeptIn.TOKEN

    def __init__(self, *, token: "Token", rsa_bits: int) -> None:
        self._token = token
        self._rsa_bits = rsa_bits

    def make(self, kid: str, algorithm: str) -> Made:
        """Have the token make a key. Raises Refused for an algorithm that it cannot."""
        return Made(self._token.make_signing_key(kid, algorithm, self._rsa_bits), None)

    def signer(self, kid: str, algorithm: str, secret: bytes | None) -> Signer:  # noqa: ARG002
        """Return what has the token sign. Raises SettingsError when the key is not in it."""
        if not self._token.has_signing_key(kid):
            raise SettingsError(f"the private half of {kid} is not in the PKCS #11 token")
        return TokenSigner(self._token, kid, algorithm)

    def destroy(self, kid: str) -> None:
        """Have the token destroy the key; harmless when it is gone."""
        self._token.destroy(kid)
