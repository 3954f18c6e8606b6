"""Invitations: who may register a client of their own, how many, until when (RFC 7591 §3)."""

from idp.audit import Audit
from idp.audit.admin_events import ClientInvited
from idp.clients.invitations import Invitation, invite, list_invitations, withdraw_invitation
from idp.clock import DAY, Clock
from idp.errors import OperationError
from idp.storage import Database

_MOST_USES = 1_000
_MOST_DAYS = 365


class InvitationOperations:
    """What an administrator does with them; `actor` goes into the audit record."""

    def __init__(self, *, database: Database, audit: Audit, clock: Clock, actor: str) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock
        self._actor = actor

    def invite(self, *, note: str, uses: int, days: int) -> str:
        """Return a token, told this once, that registers `uses` clients within `days`."""
        if not (1 <= uses <= _MOST_USES and 1 <= days <= _MOST_DAYS):
            raise OperationError(f"1 to {_MOST_USES} uses, in 1 to {_MOST_DAYS} days")
        now = self._clock.seconds()
        with self._database.writing() as tx:
            token, invitation = invite(
                tx, note=note, uses=uses, now=now, expires_at=now + days * DAY
            )
            event = ClientInvited(actor=self._actor, invitation_id=invitation.id, uses=uses)
            self._audit.record(tx, event)
        return token

    def all(self) -> list[Invitation]:
        """Return those that are still good."""
        with self._database.reading() as tx:
            return list_invitations(tx, self._clock.seconds())

    def withdraw(self, invitation_id: str) -> None:
        """Let it be good no more. Raises OperationError when there is none of that id."""
        with self._database.writing() as tx:
            if not withdraw_invitation(tx, invitation_id):
                raise OperationError(f"there is no invitation {invitation_id}")
            event = ClientInvited(actor=self._actor, invitation_id=invitation_id, uses=0)
            self._audit.record(tx, event)
