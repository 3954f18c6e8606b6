"""Private halves sealed in their rows: for any number of machines (PKCS #8, RFC 5208)."""

from idp.errors import SettingsError
from idp.keys.algorithms import make_private_key, private_bytes, read_private_key
from idp.keys.memory_signer import signer_of
from idp.keys.private_keys import KeptIn, Made, Signer
from idp.part import Part


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
        return signer_of(algorithm, read_private_key(secret))

    def destroy(self, kid: str) -> None:
        """Do nothing: the key is deleted with its row's sealed value."""
