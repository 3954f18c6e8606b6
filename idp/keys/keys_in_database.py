"""Private halves sealed in their rows: for any number of machines (PKCS #8, RFC 5208)."""

from joserfc.jws import JWSRegistry

from idp.errors import SettingsError
from idp.keys.algorithms import JoseKey, make_private_key, private_bytes, read_private_key
from idp.keys.private_keys import KeptIn, Made, Signer
from idp.part import Part


class MemorySigner:
    """A private half that this process holds."""

    def __init__(self, algorithm: str, key: JoseKey) -> None:
        # Straight from the table: joserfc's registry warns of a newer name for EdDSA.
        self._sign = JWSRegistry.algorithms[algorithm].sign
        self._key = key

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message` as JWS writes it (RFC 7515 §5.1)."""
        return self._sign(message, self._key)


class KeysInDatabase(Part):
    """Stores the private key itself, sealed in its row."""

    kept_in = KeptIn.DATABASE

    rsa_bits: int

    def make(self, kid: str, algorithm: str) -> Made:  # noqa: ARG002 - its row names it
        """Make a key that its row keeps."""
        private = make_private_key(algorithm, self.rsa_bits)
        return Made(private.public_key(), private_bytes(private))

    def signer(self, kid: str, algorithm: str, secret: bytes | None) -> Signer:
        """Return what signs with the key. Raises SettingsError when its private half is gone."""
        if secret is None:
            raise SettingsError(f"the private half of {kid} was destroyed")
        return MemorySigner(algorithm, read_private_key(secret))

    def destroy(self, kid: str) -> None:
        """Do nothing: the key is deleted with its row's sealed value."""
