"""Actions on administrators: inviting, roles, disabling, removing; one owner always stays."""

from typing import Annotated

from msgspec import Meta, structs

from idp.administration.action import action
from idp.administration.actor import Actor, Role
from idp.administration.shapes import ActionRequest, ActionResponse, Changed, Nothing
from idp.administration.typed_address import typed_address
from idp.administrators import (
    INVITATION_MESSAGE,
    Administrator,
    AdministratorId,
    AdministratorNotices,
    Administrators,
    AdministratorSessions,
    Invitations,
    holder_of,
)
from idp.audit import Audit
from idp.audit.administrator_events import AdministratorChanged
from idp.authenticators import Authenticators
from idp.clock import HOUR, Clock
from idp.errors import Refused
from idp.mail import MailHistory, MessageDelivery
from idp.normalisation.address import parse_address
from idp.part import Part
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.translations import LOCALES

INVITATION_PATH = "/admin/invitation"
_BOOTSTRAP_SECONDS = HOUR

Id = Annotated[
    AdministratorId, Meta(min_length=1, max_length=64, description="The administrator's id.")
]
Name = Annotated[str, Meta(min_length=1, max_length=120, description="As colleagues know them.")]
Roles = Annotated[tuple[Role, ...], Meta(min_length=1, max_length=len(Role))]
ByMail = Annotated[
    bool, Meta(description="Mail the invitation to their address; nobody else is shown it.")
]


class Which(ActionRequest):
    """One administrator."""

    id: Id


class Invite(ActionRequest):
    """Somebody who is to become an administrator."""

    name: Name
    address: Annotated[str, Meta(min_length=3, max_length=254)]
    roles: Roles
    locale: Annotated[
        str, Meta(pattern="^(fr|en)$", description="`fr` or `en`.", extra={"choices": LOCALES})
    ] = "fr"
    by_mail: ByMail = False


class InviteAnew(Which):
    """An administrator who is to begin anew."""

    by_mail: ByMail = False


class SetRoles(Which):
    """The new roles of an administrator, in place of the former."""

    roles: Roles


class AdministratorResponse(ActionResponse):
    """One administrator; times in seconds, null where it never was.

    `invitation` is the outcome of the last invitation by mail, as long as it is kept.
    """

    id: str
    name: str
    address: str
    locale: str
    roles: tuple[Role, ...]
    created_at: int
    entered_at: int | None
    disabled_at: int | None
    passkeys: int
    has_app: bool
    has_password: bool
    invitation: MessageDelivery | None

    @property
    def has_way_in(self) -> bool:
        """Whether they can sign in, or are yet to use their invitation."""
        return self.passkeys > 0 or self.has_app or self.has_password


class AdministratorsResponse(ActionResponse):
    """Everybody, the oldest first."""

    administrators: tuple[AdministratorResponse, ...]


class Invited(ActionResponse):
    """The address at which the invited signs in, once, until the second `expires_at`.

    It is shown only now; null when it was mailed to them.
    """

    id: AdministratorId
    invitation_uri: str | None
    expires_at: int


class AdministratorActions(Part):
    """What an owner does with administrators."""

    database: Database
    administrators: Administrators
    sessions: AdministratorSessions
    invitations: Invitations
    authenticators: Authenticators
    notices: AdministratorNotices
    history: MailHistory
    audit: Audit
    clock: Clock
    settings: Settings

    @action("administrators.list", "GET /administrators")
    def list(self, _actor: Actor, _asked: Nothing) -> AdministratorsResponse:
        """List the administrators and their roles."""
        with self.database.reading() as tx:
            found = self.administrators.all(tx)
            return AdministratorsResponse(
                administrators=tuple(self._response(tx, each) for each in found)
            )

    def bootstrap(self, actor: Actor, asked: Invite) -> Invited:
        """Invite the first owner. Raises Refused once an owner has signed in."""
        with self.database.writing() as tx:
            if self.administrators.has_owner(tx):
                raise Refused("administrators.has_owner")
            expected = self.administrators.find_by_address(
                tx, typed_address(asked.address, key="administrators.address")
            )
            if expected is not None:  # invited before, and never signed in
                return self._invitation(tx, actor, expected, _BOOTSTRAP_SECONDS)
            return self._invited(tx, actor, asked, _BOOTSTRAP_SECONDS)

    @action("administrators.invite", "POST /administrators")
    def invite(self, actor: Actor, asked: Invite) -> Invited:
        """Invite an administrator, by mail or by an address that is shown once.

        Raises Refused when the address is wrong or an administrator's.
        """
        with self.database.writing() as tx:
            seconds = self.settings.administrators.invitation_seconds
            return self._invited(tx, actor, asked, seconds)

    @action("administrators.set_roles", "PUT /administrators/{id}/roles", command="admin roles")
    def set_roles(self, actor: Actor, asked: SetRoles) -> Changed:
        """Give an administrator exactly these roles.

        Raises Unknown, Refused for the last owner.
        """
        with self.database.writing() as tx:
            self.administrators.set_roles(tx, asked.id, asked.roles)
            # Sessions with the former roles end; not the one that makes this change.
            if actor.session is None or actor.session.administrator_id != asked.id:
                self.sessions.end_all(tx, asked.id)
            return self._changed(tx, actor, asked.id, "roles", asked.roles)

    @action("administrators.disable", "POST /administrators/{id}/disable")
    def disable(self, actor: Actor, asked: Which) -> Changed:
        """Disable an administrator; their sessions end at once.

        Raises Unknown, Refused for the last owner.
        """
        with self.database.writing() as tx:
            self.administrators.disable(tx, asked.id)
            self.sessions.end_all(tx, asked.id)
            return self._changed(tx, actor, asked.id, "disabled")

    @action("administrators.enable", "POST /administrators/{id}/enable")
    def enable(self, actor: Actor, asked: Which) -> Changed:
        """Enable a disabled administrator.

        Raises Unknown.
        """
        with self.database.writing() as tx:
            self.administrators.enable(tx, asked.id)
            return self._changed(tx, actor, asked.id, "enabled")

    @action("administrators.reset", "POST /administrators/{id}/reset")
    def reset(self, actor: Actor, asked: InviteAnew) -> Invited:
        """Remove an administrator's passkeys, password and app, and invite them anew.

        Raises Unknown.
        """
        with self.database.writing() as tx:
            self.administrators.get(tx, asked.id)
            self.administrators.hold(tx, asked.id)
            self.authenticators.remove_all(tx, holder_of(asked.id), actor=actor.name)
            self.administrators.set_password(tx, asked.id, None)
            seconds = self.settings.administrators.invitation_seconds
            invited = self._invitation(tx, actor, asked.id, seconds, by_mail=asked.by_mail)
            self._changed(tx, actor, asked.id, "reset", by_mail=asked.by_mail)
            self.sessions.end_all(tx, asked.id)
            return invited

    @action("administrators.remove", "DELETE /administrators/{id}")
    def remove(self, actor: Actor, asked: Which) -> Changed:
        """Delete an administrator; what they did stays recorded.

        Raises Unknown, Refused for the last owner.
        """
        with self.database.writing() as tx:
            self.administrators.hold(tx, asked.id)
            self.authenticators.forget(tx, holder_of(asked.id))
            self.administrators.remove(tx, asked.id)
            return self._changed(tx, actor, asked.id, "removed")

    def _invited(self, tx: Transaction, actor: Actor, asked: Invite, seconds: int) -> Invited:
        administrator_id = self.administrators.add(
            tx,
            name=asked.name,
            address=typed_address(asked.address, key="administrators.address"),
            roles=asked.roles,
            locale=asked.locale,
        )
        self._changed(tx, actor, administrator_id, "invited", asked.roles, by_mail=asked.by_mail)
        return self._invitation(tx, actor, administrator_id, seconds, by_mail=asked.by_mail)

    def _invitation(
        self,
        tx: Transaction,
        actor: Actor,
        administrator_id: AdministratorId,
        seconds: int,
        *,
        by_mail: bool = False,
    ) -> Invited:
        expires_at = self.clock.seconds() + seconds
        token = self.invitations.make(tx, administrator_id, expires_at=expires_at)
        uri = f"{self.settings.server.issuer}{INVITATION_PATH}?token={token}"
        if by_mail:
            by = actor.session.administrator_id if actor.session else None
            self.notices.invited(tx, administrator_id, uri=uri, by=by, expires_at=expires_at)
        return Invited(
            id=administrator_id,
            invitation_uri=None if by_mail else uri,
            expires_at=expires_at,
        )

    def _changed(
        self,
        tx: Transaction,
        actor: Actor,
        whose: str,
        change: str,
        roles: tuple[Role, ...] = (),
        *,
        by_mail: bool = False,
    ) -> Changed:
        event = AdministratorChanged(
            actor=actor.name,
            administrator=whose,
            change=change,
            roles=" ".join(sorted(roles)),
            by_mail=by_mail,
        )
        self.audit.record(tx, event)
        return Changed(id=whose)

    def _response(self, tx: Transaction, each: Administrator) -> AdministratorResponse:
        enrolled_factors = self.authenticators.enrolled_factors(tx, holder_of(each.id))
        response = AdministratorResponse.of(
            each,
            roles=tuple(map(Role, each.roles)),
            passkeys=enrolled_factors.passkeys,
            has_app=enrolled_factors.has_app,
            invitation=None,
        )
        if response.has_way_in:
            return response
        return structs.replace(response, invitation=self._mailed(tx, each))

    def _mailed(self, tx: Transaction, each: Administrator) -> MessageDelivery | None:
        sent = self.history.of(tx, (parse_address(each.address),))
        found = (one.delivery for one in sent if one.kind == INVITATION_MESSAGE)
        return next(found, None)
