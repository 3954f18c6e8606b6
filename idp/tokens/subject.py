"""The `sub` by which a client knows an account (OpenID Connect Core §8)."""

from base64 import urlsafe_b64encode

from idp.clients import Client, SubjectType
from idp.ids import AccountId
from idp.keys import Vault


class Subjects:
    """Returns the `sub` of accounts, for every use of one."""

    def __init__(self, *, vault: Vault) -> None:
        self._vault = vault

    def of(self, client: Client, account_id: AccountId) -> str:
        """Return the `sub` of the account: random, or pairwise (§8.1), and never reused.

        A pairwise one is longer than any account's id, so that they cannot be confused.
        """
        if client.subject_type is SubjectType.PUBLIC:
            return account_id
        digest = self._vault.mac(f"sub.{client.sector_identifier}", account_id)
        return urlsafe_b64encode(digest).rstrip(b"=").decode()

    def is_meant(self, subject: str | None, client: Client, account_id: AccountId) -> bool:
        """Return whether `subject`, if the client names one, is the account."""
        return subject is None or subject == self.of(client, account_id)
