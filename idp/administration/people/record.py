"""What all actions on people share: finding the person, recording the help.

An address is compared whole, in its normal form; there is no list of people and no search by part.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from idp.accounts import Account, Accounts
from idp.administration.actor import Actor
from idp.administration.people.reason import Because, Who
from idp.administration.typed_address import typed_address
from idp.audit import Audit
from idp.audit.admin_events import AccountHelped
from idp.errors import Refused, Unknown
from idp.ids import AccountId
from idp.normalisation.address import Address
from idp.part import Part
from idp.storage import Transaction


def read_address(text: str, field: str) -> Address:
    """Return `text` as an address. Raises Refused."""
    return typed_address(text, key="people.address", field=field)


class PeopleRecord(Part):
    """Finds the account of a person, and records the help and its reason."""

    accounts: Accounts
    audit: Audit

    def find(self, tx: Transaction, who: str, field: str = "who") -> Account | None:
        """Return the account of that id or address, None when there is none. Raises Refused."""
        if "@" in who:
            return self.accounts.find_that_has(tx, read_address(who, field))
        return self.accounts.find(tx, AccountId(who.strip()))

    def get(self, tx: Transaction, who: str, field: str = "who") -> Account:
        """Return the account. Raises Refused, Unknown."""
        found = self.find(tx, who, field)
        if found is None:
            raise Unknown("people.unknown", field=field)
        return found

    @contextmanager
    def helping(
        self, tx: Transaction, actor: Actor, asked: Who, what: str, *, lives: bool = True
    ) -> Iterator[AccountId]:
        """Yield the account to help, then record the help: last, after its rows are locked.

        With `lives`, a disabled account is refused. Raises Refused, Unknown.
        """
        account = self.get(tx, asked.who)
        if lives:
            check_lives(account)
        yield account.id
        self.helped(tx, actor, asked, what, account.id)

    def helped(
        self, tx: Transaction, actor: Actor, asked: Because, what: str, account_id: AccountId
    ) -> None:
        """Record what was done for the account."""
        event = AccountHelped(
            actor=actor.name,
            subject=account_id,
            what=what,
            reason=asked.reason,
            reference=asked.reference,
        )
        self.audit.record(tx, event)


def check_lives(account: Account, field: str = "who") -> None:
    """Raise Refused for a disabled account."""
    if account.disabled:
        raise Refused("people.disabled", field=field)
