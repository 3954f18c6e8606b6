"""Ending a suspension for a parent who cannot: whose mailbox is lost, and who is known otherwise.

It opens nothing by itself (decisions 0012 and 0020): what works again was added by somebody who
was signed in, and every address of the account that is not suspended is told.
"""

from typing import Annotated

from msgspec import Meta

from idp.accounts import Accounts
from idp.accounts.notices import Notices
from idp.additions import Additions, Kind
from idp.errors import Refused
from idp.operations.action import action
from idp.operations.actor import Actor
from idp.operations.people_asking import PAGE, PeopleRecord, Who, check_reason
from idp.operations.people_helping import Helped
from idp.storage import Database


class KeepAddition(Who, kw_only=True):
    """Something suspended, as `people.find` tells it."""

    kind: Annotated[Kind, Meta(description="What it is: `kind` of the addition.")]
    addition: Annotated[str, Meta(min_length=1, max_length=64, description="Its `id`.")]


class PeopleAdditions:
    """What support does about additions that a recovery suspended."""

    def __init__(
        self,
        *,
        database: Database,
        record: PeopleRecord,
        accounts: Accounts,
        additions: Additions,
        notices: Notices,
    ) -> None:
        self._database = database
        self._record = record
        self._accounts = accounts
        self._additions = additions
        self._notices = notices

    @action("people.keep_addition", "POST /people/keep-addition", page=PAGE)
    def keep(self, actor: Actor, asked: KeepAddition) -> Helped:
        """Let something work again that a recovery suspended; the parent is told.

        Raises Refused, Unknown.
        """
        check_reason(asked)
        with self._database.writing() as tx:
            account = self._record.get(tx, asked.who)
            if account.disabled:
                raise Refused("people.disabled", field="who")
            self._accounts.hold(tx, account.id)
            kept = self._additions.restore(
                tx, account.id, asked.kind, asked.addition, actor=actor.name
            )
            if not kept:
                raise Refused("people.addition_gone", field="addition")
            self._notices.addition_restored(tx, account.id, asked.kind.value)
            self._record.helped(tx, actor, asked, "keep_addition", account.id)
        return Helped(account=account.id)
