"""Portals as administrators keep them: reading, creating, changing, closing the door to them."""

from idp.clients.descriptions import read_description
from idp.clients.problem import ClientRefused
from idp.clients.registration import disable_client
from idp.errors import Refused
from idp.ids import ClientId
from idp.operations.action import Action, Actions
from idp.operations.actor import Actor, Area
from idp.operations.asking import Nothing
from idp.operations.portal_asks import (
    CreatePortal,
    EditPortal,
    ImportPortal,
    RegisterPortal,
    WhichPortal,
)
from idp.operations.portal_defaults import members_of_kind
from idp.operations.portal_told import (
    Described,
    PortalChanged,
    PortalDetails,
    PortalsTold,
    SecretMade,
    described,
    details,
    told,
)
from idp.operations.portal_writing import PortalWriting

PAGE = "/admin/portails"
_AREA = Area.PORTALS


class ClientOperations:
    """What an administrator does with portals."""

    def __init__(self, *, writing: PortalWriting) -> None:
        self._writing = writing

    def actions(self) -> Actions:
        """Return what can be asked."""
        return (*self._reads(), *self._creates(), *self._changes())

    def _reads(self) -> Actions:
        return (
            Action(
                name="portals.list",
                area=_AREA,
                changes=False,
                does=self.list,
                asks=Nothing,
                gives=PortalsTold,
                method="GET",
                path="/portals",
                command="clients list",
                page=PAGE,
                summary="List the portals, and when their secrets end.",
            ),
            Action(
                name="portals.show",
                area=_AREA,
                changes=False,
                does=self.show,
                asks=WhichPortal,
                gives=PortalDetails,
                method="GET",
                path="/portals/{id}",
                command="clients show",
                page=PAGE,
                summary="Tell everything that a portal is registered with.",
            ),
        )

    def _creates(self) -> Actions:
        return (
            Action(
                name="portals.create",
                area=_AREA,
                changes=True,
                does=self.create,
                asks=CreatePortal,
                gives=SecretMade,
                method="POST",
                path="/portals",
                command="clients create",
                page=PAGE,
                summary="Create a portal by the short form; its secret is told this once.",
            ),
            Action(
                name="portals.register",
                area=_AREA,
                changes=True,
                does=self.register,
                asks=RegisterPortal,
                gives=PortalChanged,
                method="POST",
                path="/portals/registrations",
                command="clients add",
                page=PAGE,
                summary="Register a portal by all its members, or replace one.",
            ),
            Action(
                name="portals.import",
                area=_AREA,
                changes=True,
                does=self.import_,
                asks=ImportPortal,
                gives=Described,
                method="POST",
                path="/portals/imports",
                command="clients import",
                page=PAGE,
                summary="Read a portal's description from Azure AD B2C, Keycloak or RFC 7591.",
            ),
        )

    def _changes(self) -> Actions:
        return (
            Action(
                name="portals.edit",
                area=_AREA,
                changes=True,
                does=self.edit,
                asks=EditPortal,
                gives=PortalChanged,
                method="PATCH",
                path="/portals/{id}",
                command="clients edit",
                page=PAGE,
                summary="Change the members that are named, and no other.",
            ),
            Action(
                name="portals.disable",
                area=_AREA,
                changes=True,
                does=self.disable,
                asks=WhichPortal,
                gives=PortalChanged,
                method="POST",
                path="/portals/{id}/disable",
                command="clients disable",
                page=PAGE,
                summary="Refuse a portal everything, within a second, on every node.",
            ),
            Action(
                name="portals.enable",
                area=_AREA,
                changes=True,
                does=self.enable,
                asks=WhichPortal,
                gives=PortalChanged,
                method="POST",
                path="/portals/{id}/enable",
                command="clients enable",
                page=PAGE,
                summary="Let a disabled portal in again.",
            ),
        )

    def list(self, _actor: Actor, _asked: Nothing) -> PortalsTold:
        """Return every portal, disabled ones included."""
        now = self._writing.clock.seconds()
        return PortalsTold(portals=tuple(told(each, now) for each in self._writing.all()))

    def show(self, _actor: Actor, asked: WhichPortal) -> PortalDetails:
        """Return one. Raises Unknown."""
        return details(self._writing.get(asked.id), self._writing.clock.seconds())

    def create(self, actor: Actor, asked: CreatePortal) -> SecretMade:
        """Create a portal by the short form. Raises Refused naming the member that is wrong."""
        try:
            client = self._writing.new(actor, members_of_kind(asked))
        except ClientRefused as refused:
            # People come back to where they began: that address stands in the form.
            if refused.field == "post_logout_redirect_uris":
                refused.field = "start_uri"
            raise
        return self._writing.put(actor, client, "registered", with_secret=True)

    def register(self, actor: Actor, asked: RegisterPortal) -> PortalChanged:
        """Register by all members. Raises Refused naming the first that is wrong, or a taken id."""
        client = self._writing.new(actor, asked.metadata, replace=asked.replace)
        self._writing.put(actor, client, "replaced" if asked.replace else "registered")
        return PortalChanged(id=client.id)

    def import_(self, actor: Actor, asked: ImportPortal) -> Described:
        """Read a description; register what it becomes if that is asked and nothing is refused."""
        reading = read_description(asked.content, asked.format)
        if not asked.register:
            return described(reading)
        if reading.refused:
            first = reading.refused[0]
            member = first.target or first.source
            key = "described.saml" if first.why == "saml" else "described.wildcard"
            raise Refused(key, field=member, value=first.value)
        client = self._writing.new(actor, reading.members)
        made = self._writing.put(actor, client, "imported", with_secret=True)
        return described(reading, made)

    def edit(self, actor: Actor, asked: EditPortal) -> PortalChanged:
        """Change what is named. Raises Unknown, Refused."""
        client = self._writing.edited(actor, asked.id, asked.metadata)
        self._writing.put(actor, client, "edited")
        return PortalChanged(id=client.id)

    def disable(self, actor: Actor, asked: WhichPortal) -> PortalChanged:
        """Refuse it everything. Raises Unknown."""
        return self._door(actor, asked.id, disabled=True)

    def enable(self, actor: Actor, asked: WhichPortal) -> PortalChanged:
        """Let it in again. Raises Unknown."""
        return self._door(actor, asked.id, disabled=False)

    def _door(self, actor: Actor, client_id: str, *, disabled: bool) -> PortalChanged:
        client = self._writing.change(actor, client_id)
        now = self._writing.clock.seconds()
        with self._writing.database.writing() as tx:
            disable_client(tx, ClientId(client.id), disabled=disabled, now=now)
            self._writing.record(tx, actor, client.id, "disabled" if disabled else "enabled")
        self._writing.forget()
        return PortalChanged(id=client.id)
