"""The `sub` by which a client knows an account (OpenID Connect Core §8)."""

from base64 import urlsafe_b64encode

from idp.clients import Client, SubjectType
from idp.ids import AccountId
from idp.keys import Vault
from idp.part import Part
from idp.storage import Database, Transaction
from idp.tokens.former_subjects import FormerSubjects


class Subjects(Part):
    """Returns the `sub` of accounts, for every use of one.

    Clients that name a source know its people by their former subjects; others cost no statement.
    """

    vault: Vault
    former: FormerSubjects
    database: Database

    def of(self, client: Client, account_id: AccountId) -> str:
        """Return the `sub` of the account, to be told; call it outside any transaction.

        What is told is settled first, so that it never changes.
        """
        source = client.subject_source
        if source is None:
            return self._own(client, account_id)
        with self.database.reading() as tx:
            former = self.former.find(tx, account_id, source)
        if former is None and not client.is_trial:
            with self.database.writing() as tx:
                self.former.keep_own(tx, account_id, source)
                former = self.former.find(tx, account_id, source)
        return former or self._own(client, account_id)

    def within(self, tx: Transaction, client: Client, account_id: AccountId) -> str:
        """Return the `sub` as it is now, where a transaction is open already."""
        if client.subject_source is None:
            return self._own(client, account_id)
        former = self.former.find(tx, account_id, client.subject_source)
        return former or self._own(client, account_id)

    def is_meant(
        self, tx: Transaction, subject: str | None, client: Client, account_id: AccountId
    ) -> bool:
        """Return whether `subject`, if the client names one, is the account."""
        return subject is None or subject == self.within(tx, client, account_id)

    def account_of(self, tx: Transaction, client: Client, subject: str) -> AccountId | None:
        """Return the account that `client` knows by `subject`; None where that cannot be said.

        A pairwise subject cannot be reversed, and a former one takes the place of the account's
        own. The account may not exist.
        """
        source = client.subject_source
        if source is not None:
            found = self.former.account_of(tx, source, subject)
            if found is not None:
                return found
            if self.former.find(tx, AccountId(subject), source):
                return None
        return AccountId(subject) if client.subject_type is SubjectType.PUBLIC else None

    def _own(self, client: Client, account_id: AccountId) -> str:
        """Return the account's id, random, or a pairwise subject (§8.1): never reused.

        A pairwise one is longer than any account's id, so that they cannot be confused.
        """
        if client.subject_type is SubjectType.PUBLIC:
            return account_id
        digest = self.vault.mac(f"sub.{client.sector_identifier}", account_id)
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
