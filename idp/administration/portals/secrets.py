"""Secrets of portals: shown once, two valid during a change, ended when they leaked."""

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.portals.requests import NewSecret, WhichSecret
from idp.administration.portals.responses import SecretMade
from idp.administration.portals.writing import PortalWriting
from idp.administration.shapes import Changed
from idp.clients.registration import end_secret
from idp.clock import DAY, HOUR
from idp.errors import Refused, Unknown
from idp.part import Part


class PortalSecretActions(Part):
    """Actions on the secrets of a portal."""

    writing: PortalWriting

    @action("portals.new_secret", "POST /portals/{id}/secrets", command="clients secret")
    def new_secret(self, actor: Actor, asked: NewSecret) -> SecretMade:
        """Make a secret, shown this once; the one before still works for a while.

        Raises Unknown, Refused for a portal that uses none.
        """
        client = self.writing.change(actor, asked.id)
        method = client.token_endpoint_auth_method
        if not method.has_secret:
            raise Refused("clients.no_secret_used", field="id", id=client.id, method=str(method))
        overlap = self.writing.settings.portals.overlap_seconds
        if asked.overlap_hours is not None:
            overlap = asked.overlap_hours * HOUR
        seconds = None if asked.days is None else asked.days * DAY
        with self.writing.changing(actor, client, "secret") as tx:
            return self.writing.make_secret(tx, client, overlap_seconds=overlap, seconds=seconds)

    @action("portals.end_secret", "DELETE /portals/{id}/secrets/{secret_id}")
    def end_secret(self, actor: Actor, asked: WhichSecret) -> Changed:
        """End a secret at once.

        Raises Unknown.
        """
        client = self.writing.change(actor, asked.id)
        now = self.writing.clock.seconds()
        with self.writing.changing(actor, client, "secret_ended") as tx:
            if not end_secret(tx, client.id, asked.secret_id, now=now):
                raise Unknown("clients.unknown_secret", field="secret_id")
        return Changed(id=client.id)
