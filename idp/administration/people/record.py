"""What all actions on people share: the person, the reason, finding them, recording the help.

An address is compared whole, in its normal form; there is no list of people and no search by part.
The reason is recorded as an event: one of a few words, and the number of a ticket, whose format
fits neither a name nor a child's number.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, get_type_hints

from msgspec import Meta

from idp.accounts import Account, Accounts
from idp.administration.actor import Actor
from idp.administration.shapes import ActionRequest
from idp.administration.typed_address import typed_address
from idp.audit import Audit
from idp.audit.admin_events import AccountHelped
from idp.errors import Refused, Unknown
from idp.ids import AccountId
from idp.normalisation.address import Address
from idp.part import Part
from idp.storage import Transaction

_NAMES_PERSON = "names_person"
# No name, no fiche number (seven digits), no permanent code (four letters, eight digits).
_REFERENCE = re.compile(r"(?![A-Z]{4}-?[0-9]{8}$)[A-Z]{2,10}-?[0-9]{1,10}|[0-9]{1,6}")


class SupportReason(StrEnum):
    """Why an administrator looks at a person."""

    CALL = "call"
    COUNTER = "counter"
    MESSAGE = "message"
    TICKET = "ticket"
    SCHOOL = "school"
    SECURITY = "security"


class Because(ActionRequest):
    """The reason; `reference` is the number of a ticket, like `INC-20431`."""

    reason: Annotated[
        SupportReason,
        Meta(description="Why this is asked for; it is recorded.", extra={"command": "option"}),
    ]
    reference: Annotated[
        str,
        Meta(
            max_length=40,
            description="Number of a ticket: letters then digits, or up to six digits.",
        ),
    ] = ""


def naming(description: str) -> Meta:
    """Return the `Meta` of a member that names a person: each use is a look."""
    extra = {_NAMES_PERSON: True}
    return Meta(min_length=1, max_length=254, description=description, extra=extra)


def naming_members(asks: type[ActionRequest]) -> tuple[str, ...]:
    """Return the members of `asks` that name a person."""
    hints = get_type_hints(asks, include_extras=True)
    return tuple(
        name
        for name, kind in hints.items()
        if any((meta.extra or {}).get(_NAMES_PERSON) for meta in _metas(kind))
    )


def _metas(kind: object) -> tuple[Meta, ...]:
    return tuple(each for each in getattr(kind, "__metadata__", ()) if isinstance(each, Meta))


class Who(Because, kw_only=True):
    """A person: an account's id, or one whole address."""

    who: Annotated[str, naming("Account id or address.")]


def check_reason(asked: Because) -> None:
    """Raise Refused for an invalid `reference`, or the reason `ticket` without one."""
    if asked.reference and not _REFERENCE.fullmatch(asked.reference):
        raise Refused("people.reference", field="reference")
    if asked.reason is SupportReason.TICKET and not asked.reference:
        raise Refused("people.reference_missing", field="reference")


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
