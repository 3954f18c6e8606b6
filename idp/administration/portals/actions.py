"""Actions on portals: reading, creating, changing and disabling them."""

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.portals.defaults import members_of_kind
from idp.administration.portals.requests import (
    CreatePortal,
    EditPortal,
    ImportPortal,
    RegisterPortal,
    WhichPortal,
)
from idp.administration.portals.responses import (
    Described,
    PortalDetails,
    PortalsResponse,
    SecretMade,
    described,
    details,
    portal_response,
)
from idp.administration.portals.writing import PortalWriting
from idp.administration.shapes import Changed, Nothing
from idp.clients.descriptions import read_description
from idp.clients.problem import ClientRefused
from idp.clients.registration import disable_client
from idp.errors import Refused
from idp.ids import ClientId
from idp.part import Part


class ClientActions(Part):
    """Actions on whole portals."""

    writing: PortalWriting

    @action("portals.list", "GET /portals")
    def list(self, _actor: Actor, _asked: Nothing) -> PortalsResponse:
        """List the portals, and when their secrets end.

        Disabled ones included.
        """
        now = self.writing.clock.seconds()
        return PortalsResponse(
            portals=tuple(portal_response(each, now) for each in self.writing.all())
        )

    @action("portals.show", "GET /portals/{id}")
    def show(self, _actor: Actor, asked: WhichPortal) -> PortalDetails:
        """Show everything that a portal is registered with.

        Raises Unknown.
        """
        return details(self.writing.get(asked.id), self.writing.clock.seconds())

    @action("portals.create", "POST /portals")
    def create(self, actor: Actor, asked: CreatePortal) -> SecretMade:
        """Create a portal by the short form; its secret is shown this once.

        Raises Refused naming the member that is wrong.
        """
        try:
            client = self.writing.new(actor, members_of_kind(asked))
        except ClientRefused as refused:
            # The short form sets both to one address, in the field `start_uri`.
            if refused.field == "post_logout_redirect_uris":
                refused.field = "start_uri"
            raise
        return self.writing.put(actor, client, "registered", with_secret=True)

    @action("portals.register", "POST /portals/registrations", command="clients add")
    def register(self, actor: Actor, asked: RegisterPortal) -> Changed:
        """Register a portal by all its members, or replace one.

        Raises Refused naming the first that is wrong, or a taken id.
        """
        client = self.writing.new(actor, asked.metadata, replace=asked.replace)
        self.writing.put(actor, client, "replaced" if asked.replace else "registered")
        return Changed(id=client.id)

    @action("portals.import", "POST /portals/imports")
    def import_(self, actor: Actor, asked: ImportPortal) -> Described:
        """Read a portal's description from Azure AD B2C, Keycloak or RFC 7591.

        Registers the portal if `register` is set and nothing in the description is refused.
        """
        reading = read_description(asked.content, asked.format)
        if not asked.register:
            return described(reading)
        if reading.refused:
            first = reading.refused[0]
            member = first.target or first.source
            key = "described.saml" if first.why == "saml" else "described.wildcard"
            raise Refused(key, field=member, value=first.value)
        client = self.writing.new(actor, reading.members)
        made = self.writing.put(actor, client, "imported", with_secret=True)
        return described(reading, made)

    @action("portals.edit", "PATCH /portals/{id}")
    def edit(self, actor: Actor, asked: EditPortal) -> Changed:
        """Change the members that are named, and no other.

        Raises Unknown, Refused.
        """
        client = self.writing.edited(actor, asked.id, asked.metadata)
        self.writing.put(actor, client, "edited")
        return Changed(id=client.id)

    @action("portals.disable", "POST /portals/{id}/disable")
    def disable(self, actor: Actor, asked: WhichPortal) -> Changed:
        """Disable a portal, within a second, on every node.

        Raises Unknown.
        """
        return self._switch(actor, asked.id, disabled=True)

    @action("portals.enable", "POST /portals/{id}/enable")
    def enable(self, actor: Actor, asked: WhichPortal) -> Changed:
        """Enable a disabled portal.

        Raises Unknown.
        """
        return self._switch(actor, asked.id, disabled=False)

    def _switch(self, actor: Actor, client_id: str, *, disabled: bool) -> Changed:
        client = self.writing.change(actor, client_id)
        now = self.writing.clock.seconds()
        with self.writing.changing(actor, client, "disabled" if disabled else "enabled") as tx:
            disable_client(tx, ClientId(client.id), disabled=disabled, now=now)
        return Changed(id=client.id)
