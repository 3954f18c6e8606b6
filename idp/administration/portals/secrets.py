"""Secrets of portals: shown once or made elsewhere, two valid during a change, ended at once."""

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.portals.requests import NewSecret, SetSecret, WhichSecret
from idp.administration.portals.responses import SecretMade
from idp.administration.portals.writing import PortalWriting
from idp.administration.shapes import Changed
from idp.clients import Client
from idp.clients.expiry import last_secret
from idp.clients.registration import end_secret
from idp.clock import DAY, HOUR
from idp.errors import Refused, Unknown
from idp.ids import hashed
from idp.part import Part

_LEAST_VARIETY = 12
"""How many different characters a secret has at least: a random one of 32 has more."""


class PortalSecretActions(Part):
    """Actions on the secrets of a portal."""

    writing: PortalWriting

    @action("portals.new_secret", "POST /portals/{id}/secrets", command="clients secret")
    def new_secret(self, actor: Actor, asked: NewSecret) -> SecretMade:
        """Make a secret, shown this once; the one before still works for a while.

        Raises Unknown, Refused for a portal that uses none.
        """
        client = self._client_with_secret(actor, asked.id)
        overlap = self.writing.settings.portals.overlap_seconds
        if asked.overlap_hours is not None:
            overlap = asked.overlap_hours * HOUR
        seconds = None if asked.days is None else asked.days * DAY
        with self.writing.changing(actor, client, "secret") as tx:
            return self.writing.make_secret(tx, client, overlap_seconds=overlap, seconds=seconds)

    @action("portals.set_secret", "PUT /portals/{id}/secret", command="apply")
    def set_secret(self, actor: Actor, asked: SetSecret) -> Changed:
        """Let a portal use a secret made elsewhere; the one before still works for a while.

        Raises Unknown, Refused for a portal that uses none, for a secret that can be guessed or
        was replaced or ended.
        """
        client = self._client_with_secret(actor, asked.id)
        if len(set(asked.secret)) < _LEAST_VARIETY:
            raise Refused("clients.weak_secret", field="secret")
        last = last_secret(client, self.writing.clock.seconds())
        secret_hash = hashed(asked.secret)
        if last is not None and last.secret_hash == secret_hash:
            return Changed(id=client.id)
        if secret_hash in {each.secret_hash for each in client.secrets}:
            raise Refused("clients.secret_over", field="secret")
        overlap = self.writing.settings.portals.overlap_seconds
        with self.writing.changing(actor, client, "secret") as tx:
            self.writing.make_secret(
                tx, client, overlap_seconds=overlap, seconds=None, given=asked.secret
            )
        return Changed(id=client.id)

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

    def _client_with_secret(self, actor: Actor, client_id: str) -> Client:
        client = self.writing.change(actor, client_id)
        method = client.token_endpoint_auth_method
        if not method.has_secret:
            raise Refused("clients.no_secret_used", field="id", id=client.id, method=str(method))
        return client
