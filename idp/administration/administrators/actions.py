"""Actions on administrators: inviting, roles, disabling, removing; one owner always stays."""

from typing import Annotated

from msgspec import Meta

from idp.administration.action import action
from idp.administration.actor import Actor, Role
from idp.administration.shapes import ActionRequest, ActionResponse, Changed, Nothing
from idp.administration.typed_address import typed_address
from idp.administrators import (
    Administrator,
    AdministratorId,
    Administrators,
    AdministratorSessions,
    Invitations,
    holder_of,
)
from idp.audit import Audit
from idp.audit.administrator_events import AdministratorChanged
from idp.authenticators import Authenticators
from idp.clock import HOUR
from idp.errors import Refused
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


class SetRoles(Which):
    """The new roles of an administrator, in place of the former."""

    roles: Roles


class AdministratorResponse(ActionResponse):
    """One administrator; times in seconds, null where it never was."""

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


class AdministratorsResponse(ActionResponse):
    """Everybody, the oldest first."""

    administrators: tuple[AdministratorResponse, ...]


class Invited(ActionResponse):
    """The address at which the invited signs in, once; it is shown only now."""

    id: AdministratorId
    invitation_uri: str


class AdministratorActions(Part):
    """What an owner does with administrators."""

    database: Database
    administrators: Administrators
    sessions: AdministratorSessions
    invitations: Invitations
    authenticators: Authenticators
    audit: Audit
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
                return self._invitation(tx, expected, _BOOTSTRAP_SECONDS)
            return self._invited(tx, actor, asked, _BOOTSTRAP_SECONDS)

    @action("administrators.invite", "POST /administrators")
    def invite(self, actor: Actor, asked: Invite) -> Invited:
        """Invite an administrator; the response gives the address to sign in at, once.

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
    def reset(self, actor: Actor, asked: Which) -> Invited:
        """Remove an administrator's passkeys, password and app, and invite them anew.

        Raises Unknown.
        """
        with self.database.writing() as tx:
            self.administrators.get(tx, asked.id)
            self.administrators.hold(tx, asked.id)
            self.authenticators.remove_all(tx, holder_of(asked.id), actor=actor.name)
            self.administrators.set_password(tx, asked.id, None)
            seconds = self.settings.administrators.invitation_seconds
            invited = self._invitation(tx, asked.id, seconds)
            self._changed(tx, actor, asked.id, "reset")
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
        self._changed(tx, actor, administrator_id, "invited", asked.roles)
        return self._invitation(tx, administrator_id, seconds)

    def _invitation(
        self, tx: Transaction, administrator_id: AdministratorId, seconds: int
    ) -> Invited:
        token = self.invitations.make(tx, administrator_id, seconds=seconds)
        uri = f"{self.settings.server.issuer}{INVITATION_PATH}?token={token}"
        return Invited(id=administrator_id, invitation_uri=uri)

    def _changed(
        self, tx: Transaction, actor: Actor, whose: str, change: str, roles: tuple[Role, ...] = ()
    ) -> Changed:
        event = AdministratorChanged(
            actor=actor.name, administrator=whose, change=change, roles=" ".join(sorted(roles))
        )
        self.audit.record(tx, event)
        return Changed(id=whose)

    def _response(self, tx: Transaction, each: Administrator) -> AdministratorResponse:
        enrolled_factors = self.authenticators.enrolled_factors(tx, holder_of(each.id))
        return AdministratorResponse.of(
            each,
            roles=tuple(map(Role, each.roles)),
            passkeys=enrolled_factors.passkeys,
            has_app=enrolled_factors.has_app,
        )
