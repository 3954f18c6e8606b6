"""What every action on people asks: who, and why; how they are found, and the look recorded.

An address is compared whole, in its normal form; there is no list of people and no search by part.
The reason goes into the record of events: one of a few words, and the number of a ticket, which is
spelled so that neither a name nor a child's number fits in.
"""

import re
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from idp.accounts import Account, Accounts
from idp.audit import Audit
from idp.audit.admin_events import AccountHelped, AccountLookedAt
from idp.errors import Refused, Unknown
from idp.ids import AccountId
from idp.limits import Limits
from idp.limits.names import PERSON_LOOKED_AT
from idp.operations.actor import Actor
from idp.operations.asking import Ask
from idp.operations.typed_address import typed_address
from idp.spelling.address import Address
from idp.storage import Transaction

PAGE = "/admin/personnes"
# No name, no fiche number (seven digits), no permanent code (four letters, eight digits).
_REFERENCE = re.compile(r"(?![A-Z]{4}-?[0-9]{8}$)[A-Z]{2,10}-?[0-9]{1,10}|[0-9]{1,6}")


class Reason(StrEnum):
    """Why somebody looks."""

    CALL = "call"
    COUNTER = "counter"
    MESSAGE = "message"
    TICKET = "ticket"
    SCHOOL = "school"
    SECURITY = "security"


class Because(Ask):
    """Why; `reference` is the number of a ticket, like `INC-20431`."""

    reason: Annotated[Reason, Meta(description="Why this is asked for; it is recorded.")]
    reference: Annotated[
        str,
        Meta(
            max_length=40,
            description="Number of a ticket: letters then digits, or up to six digits.",
        ),
    ] = ""


class Who(Because, kw_only=True):
    """A person: an account's id, or one whole address."""

    who: Annotated[str, Meta(min_length=1, max_length=254, description="Account id or address.")]


def check_reason(asked: Because) -> None:
    """Raise Refused for a reference that is no ticket's number, or a ticket without one."""
    if asked.reference and not _REFERENCE.fullmatch(asked.reference):
        raise Refused("people.reference", field="reference")
    if asked.reason is Reason.TICKET and not asked.reference:
        raise Refused("people.reference_missing", field="reference")


def read_address(text: str, field: str) -> Address:
    """Return what was typed as an address. Raises Refused."""
    return typed_address(text, key="people.address", field=field)


class PeopleRecord:
    """Finds who is meant, and writes down that somebody looked or helped, and why."""

    def __init__(self, *, accounts: Accounts, audit: Audit, limits: Limits) -> None:
        self._accounts = accounts
        self._audit = audit
        self._limits = limits

    def find(self, tx: Transaction, who: str) -> Account | None:
        """Return the account of that id or address, None when there is none. Raises Refused."""
        if "@" in who:
            return self._accounts.find_that_has(tx, read_address(who, "who"))
        return self._accounts.find(tx, AccountId(who.strip()))

    def get(self, tx: Transaction, who: str) -> Account:
        """Return the account. Raises Refused, Unknown."""
        found = self.find(tx, who)
        if found is None:
            raise Unknown("people.unknown", field="who")
        return found

    def looked(self, tx: Transaction, actor: Actor, asked: Who, what: str) -> Account | None:
        """Return who is meant, with the look recorded, also when it finds nobody.

        Raises Refused, PersonError PRV-TOO-MANY.
        """
        check_reason(asked)
        self._limits.charge(tx, PERSON_LOOKED_AT, actor.name)
        account = self.find(tx, asked.who)
        self._audit.record(
            tx,
            AccountLookedAt(
                actor=actor.name,
                subject=account.id if account else None,
                what=what,
                reason=asked.reason,
                reference=asked.reference,
            ),
        )
        return account

    def helped(
        self, tx: Transaction, actor: Actor, asked: Because, what: str, account_id: AccountId
    ) -> None:
        """Record what was done for the account; last, so that its rows are locked before."""
        self._audit.record(
            tx,
            AccountHelped(
                actor=actor.name,
                subject=account_id,
                what=what,
                reason=asked.reason,
                reference=asked.reference,
            ),
        )
