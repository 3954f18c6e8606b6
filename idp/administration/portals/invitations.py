"""Invitations to register clients: initial access tokens (RFC 7591 §3)."""

from typing import Annotated

from msgspec import Meta

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.shapes import ActionRequest, ActionResponse, Changed, Nothing
from idp.audit import Audit
from idp.audit.admin_events import ClientInvited
from idp.clients.invitations import invite, list_invitations, withdraw_invitation
from idp.clients.records import Invitation
from idp.clock import DAY, Clock
from idp.errors import Unknown
from idp.part import Part
from idp.storage import Database

_PAGE = "/admin/portails/invitations"
_MOST_USES = 1_000
_MOST_DAYS = 365


class InvitePortals(ActionRequest, kw_only=True):
    """An invitation to register portals."""

    note: Annotated[str, Meta(max_length=200, description="Whom it is for.")] = ""
    uses: Annotated[int, Meta(ge=1, le=_MOST_USES, description="How many portals.")] = 1
    days: Annotated[int, Meta(ge=1, le=_MOST_DAYS, description="Its validity in days.")] = 7


class WhichInvitation(ActionRequest, kw_only=True):
    """One invitation."""

    id: Annotated[str, Meta(min_length=1, max_length=64)]


class InvitationsResponse(ActionResponse, kw_only=True):
    """The invitations that are still valid."""

    invitations: tuple[Invitation, ...]


class InvitationMade(ActionResponse, kw_only=True):
    """The token, shown this once."""

    id: str
    token: str


class InvitationActions(Part):
    """Actions on invitations of portals."""

    database: Database
    audit: Audit
    clock: Clock

    @action(
        "portals.invitations", "GET /portal-invitations", page=_PAGE, command="invitations list"
    )
    def list(self, _actor: Actor, _asked: Nothing) -> InvitationsResponse:
        """List the invitations that let portals register themselves."""
        with self.database.reading() as tx:
            found = list_invitations(tx, self.clock.seconds())
        return InvitationsResponse(invitations=tuple(found))

    @action("portals.invite", "POST /portal-invitations", page=_PAGE, command="invitations make")
    def invite(self, actor: Actor, asked: InvitePortals) -> InvitationMade:
        """Invite somebody to register portals; the token is shown this once."""
        now = self.clock.seconds()
        with self.database.writing() as tx:
            token, invitation = invite(
                tx,
                note=asked.note,
                uses=asked.uses,
                now=now,
                expires_at=now + asked.days * DAY,
            )
            event = ClientInvited(actor=actor.name, invitation_id=invitation.id, uses=asked.uses)
            self.audit.record(tx, event)
        return InvitationMade(id=invitation.id, token=token)

    @action(
        "portals.withdraw_invitation",
        "DELETE /portal-invitations/{id}",
        page=_PAGE,
        command="invitations withdraw",
    )
    def withdraw(self, actor: Actor, asked: WhichInvitation) -> Changed:
        """Withdraw an invitation.

        Raises Unknown.
        """
        with self.database.writing() as tx:
            if not withdraw_invitation(tx, asked.id):
                raise Unknown("clients.unknown_invitation", field="id", id=asked.id)
            event = ClientInvited(actor=actor.name, invitation_id=asked.id, uses=0)
            self.audit.record(tx, event)
        return Changed(id=asked.id)
