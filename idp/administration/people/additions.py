"""Ending a suspension for a parent who lost their mailbox and is identified otherwise.

It gives no access by itself (decisions 0012 and 0020): what works again was added by somebody who
was signed in, and every address of the account that is not suspended is notified.
"""

from typing import Annotated

from msgspec import Meta

from idp.accounts import Accounts
from idp.accounts.notices import Notices
from idp.additions import AdditionKind, Additions
from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.people.helping import Helped
from idp.administration.people.reason import Who, check_reason
from idp.administration.people.record import PeopleRecord
from idp.errors import Refused
from idp.part import Part
from idp.storage import Database


class KeepAddition(Who, kw_only=True):
    """A suspended addition, as `people.find` returns it."""

    kind: Annotated[AdditionKind, Meta(description="What it is: `kind` of the addition.")]
    addition: Annotated[str, Meta(min_length=1, max_length=64, description="Its `id`.")]


class PeopleAdditions(Part):
    """Actions of support on additions that a recovery suspended."""

    database: Database
    record: PeopleRecord
    accounts: Accounts
    additions: Additions
    notices: Notices

    @action("people.keep_addition", "POST /people/keep-addition")
    def keep(self, actor: Actor, asked: KeepAddition) -> Helped:
        """Restore something that a recovery suspended; the parent is notified.

        Raises Refused, Unknown.
        """
        check_reason(asked)
        with (
            self.database.writing() as tx,
            self.record.helping(tx, actor, asked, "keep_addition") as account_id,
        ):
            self.accounts.hold(tx, account_id)
            kept = self.additions.restore(
                tx, account_id, asked.kind, asked.addition, actor=actor.name
            )
            if not kept:
                raise Refused("people.addition_gone", field="addition")
            self.notices.addition_restored(tx, account_id, asked.kind.value)
        return Helped(account=account_id)
