"""Every look at a person: counted and recorded before anything is read or done (decision 0022).

`Actions` notes each person whom a request names (`naming`), so that no action can forget to: found
or not, refused or not, in one budget and one record.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from idp.administration.action import Action
from idp.administration.actor import Actor
from idp.administration.people.reason import Because, check_reason, naming_members
from idp.administration.shapes import ActionRequest
from idp.audit import Audit
from idp.audit.admin_events import AccountLookedAt
from idp.audit.event import EventOutcome
from idp.errors import TooManyError
from idp.ids import AccountId
from idp.limits import Limits
from idp.limits.names import PERSON_LOOKED_AT
from idp.part import Part
from idp.storage import Database, Transaction

if TYPE_CHECKING:  # what a person is made of: for actions that name one
    from idp.administration.people.record import PeopleRecord


def check_asks_reason(action: Action[Any, Any]) -> None:
    """Raise ValueError for an action that names a person and asks for no reason."""
    if naming_members(action.asks) and not issubclass(action.asks, Because):
        raise ValueError(f"{action.name} names a person and asks for no reason")


class Looks(Part):
    """Records who was looked at, by whom, and why."""

    database: Database
    record: "Callable[[], PeopleRecord]"
    audit: Audit
    limits: Limits

    def note(self, actor: Actor, action: Action[Any, Any], asked: ActionRequest) -> None:
        """Count and record a look at each person whom `asked` names, one over the limit as well.

        Raises Refused for an invalid name or reason, TooManyError.
        """
        members = naming_members(type(asked))
        if not members or not isinstance(asked, Because):
            return
        check_reason(asked)
        what = action.name.partition(".")[2]
        try:
            with self.database.writing() as tx:
                self.limits.charge_all(tx, [(PERSON_LOOKED_AT, actor.name)] * len(members))
                for member in members:
                    account = self.record().find(tx, getattr(asked, member), member)
                    self._record(tx, actor, asked, what, account.id if account else None)
        except TooManyError:
            with self.database.writing() as tx:
                self._record(tx, actor, asked, what, None, EventOutcome.REFUSED)
            raise

    def _record(
        self,
        tx: Transaction,
        actor: Actor,
        asked: Because,
        what: str,
        account_id: AccountId | None,
        outcome: EventOutcome = EventOutcome.DONE,
    ) -> None:
        self.audit.record(
            tx,
            AccountLookedAt(
                actor=actor.name,
                subject=account_id,
                outcome=outcome,
                what=what,
                reason=asked.reason,
                reference=asked.reference,
            ),
        )
