"""Private halves that were made in a PKCS #11 token and never leave it: it signs by itself."""

from typing import TYPE_CHECKING

from msgspec import Struct

from idp.errors import SettingsError
from idp.keys.private_keys import KeptIn, Made, Signer
from idp.part import Part

if TYPE_CHECKING:
    from idp.keys._pkcs11 import Token


class TokenSigner(Struct, frozen=True, eq=False):
    """A private half that only the token holds."""

    token: "Token"
    kid: str
    algorithm: str

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message` as JWS writes it (RFC 7515 §5.1)."""
        return self.token.sign(self.kid, self.algorithm, message)


class KeysInToken(Part):
    """The row seals nothing."""

    kept_in = KeptIn.TOKEN

    token: "Token"
    rsa_bits: int

    def make(self, kid: str, algorithm: str) -> Made:
        """Have the token make a key. Raises Refused for an algorithm that it cannot."""
        return Made(self.token.make_signing_key(kid, algorithm, self.rsa_bits), None)

    def signer(self, kid: str, algorithm: str, secret: bytes | None) -> Signer:  # noqa: ARG002
        """Return what has the token sign. Raises SettingsError when the key is not in it."""
        if not self.token.has_signing_key(kid):
            raise SettingsError(f"the private half of {kid} is not in the PKCS #11 token")
        return TokenSigner(self.token, kid, algorithm)

    def destroy(self, kid: str) -> None:
        """Have the token destroy the key, if it exists."""
        self.token.destroy(kid)
