"""Where private halves are: new keys as the settings say, existing ones as their row says."""

from pathlib import Path
from types import MappingProxyType

from idp.errors import SettingsError
from idp.keys.keyring import Keyring
from idp.keys.keys_in_database import KeysInDatabase
from idp.keys.keys_in_files import KeysInFiles
from idp.keys.keys_in_token import KeysInToken
from idp.keys.private_keys import KeptIn, Made, PrivateKeys, Signer
from idp.keys.record import KeyRecord
from idp.settings import KeySettings


class Keepers:
    """Makes private halves where the settings say, and finds existing ones."""

    def __init__(self, *, keyring: Keyring, settings: KeySettings) -> None:
        self._keyring = keyring
        bits = settings.rsa_bits
        keepers: list[PrivateKeys] = [
            KeysInDatabase(rsa_bits=bits),
            KeysInFiles(folder=Path(settings.store_folder), rsa_bits=bits),
        ]
        if keyring.token is not None:
            keepers.append(KeysInToken(token=keyring.token, rsa_bits=bits))
        self._keepers = MappingProxyType({each.kept_in: each for each in keepers})
        self.of_new = KeptIn(settings.store)

    def make(self, kid: str, algorithm: str) -> Made:
        """Make a key where the settings say. Raises Refused when that is impossible."""
        return self._keepers[self.of_new].make(kid, algorithm)

    def signer(self, record: KeyRecord) -> Signer:
        """Return what signs with a key.

        Raises SettingsError when its private half is unavailable, ValueError when the secret
        sealed in its row does not open.
        """
        keeper = self._keepers.get(record.kept_in)
        if keeper is None:
            raise SettingsError(f"keys.pkcs11_token: key {record.kid} is in one")
        secret = (
            None
            if record.private_sealed is None
            else self._keyring.open(record.private_sealed, sealed_about(record.kid))
        )
        return keeper.signer(record.kid, record.algorithm, secret)

    def destroy(self, record: KeyRecord) -> None:
        """Destroy what is stored of a withdrawn key outside its row, if it exists."""
        keeper = self._keepers.get(record.kept_in)
        if keeper is not None and not record.state.is_published:
            keeper.destroy(record.kid)


def sealed_about(kid: str) -> str:
    """Return the context of a sealed private half: it opens in no other row."""
    return f"signing_key.{kid}"
