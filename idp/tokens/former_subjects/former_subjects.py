"""Takes, settles and finds former subjects (OpenID Connect Core §8: never reassigned)."""

import re

from idp.clock import Clock
from idp.ids import AccountId
from idp.keys import Vault
from idp.part import Part
from idp.storage import Transaction
from idp.tokens.former_subjects import table

_OURS = re.compile(r"[\w-]{43}", re.ASCII)
"""The form of a pairwise `sub`."""
_LONGEST = 255  # OpenID Connect Core §2
OWN = ""
"""The portals of the source know the account by its own `sub`."""


class FormerSubjects(Part):
    """One name for an account in each source, and one account for a name."""

    vault: Vault
    clock: Clock

    def take(self, tx: Transaction, account_id: AccountId, source: str, subject: str) -> bool:
        """Give the account its former subject; return whether it has it now.

        Not when its portals know the account by another one already, when the subject was ever
        another account's, or when it could be mistaken for a `sub` that we make.
        """
        if not 0 < len(subject) <= _LONGEST or not subject.isascii() or _OURS.fullmatch(subject):
            return False
        taken = tx.run(
            table.TAKE,
            account_id=account_id,
            source=source,
            subject=subject,
            subject_hash=self._hash(source, subject),
            subject_sealed=self.vault.seal(subject, _about(account_id, source)),
            now=self.clock.seconds(),
        )
        return taken == 1 or self.find(tx, account_id, source) == subject

    def find(self, tx: Transaction, account_id: AccountId, source: str) -> str | None:
        """Return the former subject, `OWN`, or None while neither is settled.

        Raises ValueError for a row that another wrote: no other `sub` may stand in for it.
        """
        row = tx.row(table.FIND, account_id=account_id, source=source)
        if row is None:
            return None
        if row.subject_sealed is None:
            return OWN
        return self.vault.open(row.subject_sealed, _about(account_id, source))

    def keep_own(self, tx: Transaction, account_id: AccountId, source: str) -> None:
        """Settle that the portals of the source know the account by its own `sub`."""
        tx.run(table.KEEP_OWN, account_id=account_id, source=source, now=self.clock.seconds())

    def account_of(self, tx: Transaction, source: str, subject: str) -> AccountId | None:
        """Return the account whose former subject it is, or None.

        Raises ValueError as `find` does: a hash that was moved leads to nobody else's account.
        """
        found = tx.row(table.FIND_ACCOUNT, source=source, subject_hash=self._hash(source, subject))
        if found is not None and self.find(tx, found, source) != subject:
            raise ValueError("the row is of another subject")
        return found

    def _hash(self, source: str, subject: str) -> bytes:
        return self.vault.keyed_hash(f"former_subject.{source}", subject)


def _about(account_id: AccountId, source: str) -> str:
    """Return what a sealed subject is about: moved to another row, it does not open."""
    return f"former_subject.{source}.{account_id}"
