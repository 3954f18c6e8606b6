"""Finding, checking and writing portals, and recording the change, for all actions."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from idp.administration.actor import SCOPE, Actor, Role
from idp.administration.portals.responses import SecretMade
from idp.audit import Audit
from idp.audit.admin_events import ClientChanged
from idp.clients import Client, Clients
from idp.clients.cache import find_client
from idp.clients.checks import check_client
from idp.clients.metadata import client_from, write_metadata
from idp.clients.model import TRIAL_PREFIX
from idp.clients.registration import SecretTimes, put_client, put_secret
from idp.clock import Clock
from idp.errors import NotAllowed, Refused, Unknown
from idp.ids import ClientId, new_id, new_secret
from idp.keys import Vault
from idp.part import Part
from idp.settings import Settings
from idp.storage import Database, Transaction


class PortalWriting(Part):
    """The parts and steps that actions on portals share."""

    database: Database
    vault: Vault
    clients: Clients
    audit: Audit
    clock: Clock
    settings: Settings

    def all(self) -> tuple[Client, ...]:
        """Return every portal, disabled ones included."""
        self.clients.forget()
        return tuple(each for each in self.clients.all() if not each.is_trial)

    def get(self, client_id: str) -> Client:
        """Return the portal, disabled or not. Raises Unknown."""
        client = self._find(client_id)
        if client is None or client.is_trial:
            raise Unknown("clients.unknown", field="id", id=client_id)
        return client

    def change(self, actor: Actor, client_id: str) -> Client:
        """Return the portal that `actor` may change. Raises Unknown, NotAllowed."""
        client = self.get(client_id)
        _check_authority(actor, client)
        return client

    def new(self, actor: Actor, members: Mapping[str, Any], *, replace: bool = False) -> Client:
        """Return the portal that `members` describe, checked; `id` may be left out.

        Raises Refused, or NotAllowed for scopes that only an owner may give.
        """
        members = dict(members)
        client_id = members.pop("id", None) or new_id()
        if not isinstance(client_id, str):
            raise Refused("clients.must_be_text", field="id")
        if client_id.startswith(TRIAL_PREFIX):
            raise Refused("clients.reserved_id", field="id")
        client = self.checked(actor, client_id, members)
        before = self._find(client_id)
        if before is not None:
            _check_authority(actor, before)
            if not replace:
                raise Refused("clients.taken", field="id", id=client_id)
        return client

    def edited(self, actor: Actor, client_id: str, changes: Mapping[str, Any]) -> Client:
        """Return the portal with `changes`, also within `branding`. Raises Unknown, Refused."""
        before = json.loads(write_metadata(self.change(actor, client_id)))
        branding = changes.get("branding", {})
        if not isinstance(branding, Mapping):
            raise Refused("clients.must_be_object", field="branding")
        members = {**before, **changes, "branding": {**before["branding"], **branding}}
        return self.checked(actor, client_id, members)

    def checked(self, actor: Actor, client_id: str, members: Mapping[str, Any]) -> Client:
        """Return the client that `members` describe. Raises Refused, NotAllowed."""
        if isinstance(members.get("jwks"), Mapping):
            members = {**members, "jwks": json.dumps(members["jwks"])}
        client = client_from(ClientId(client_id), members)
        check_client(client, self.settings.tokens.longest_id_token_seconds)
        _check_authority(actor, client)
        return client

    def put(
        self, actor: Actor, client: Client, change: str, *, with_secret: bool = False
    ) -> SecretMade:
        """Write the portal; `with_secret` adds a first secret if it uses one."""
        made = SecretMade(id=client.id)
        with self.changing(actor, client, change) as tx:
            put_client(tx, client, now=self.clock.seconds())
            if with_secret and client.token_endpoint_auth_method.has_secret:
                made = self.make_secret(tx, client, overlap_seconds=0, seconds=None)
        return made

    def make_secret(
        self,
        tx: Transaction,
        client: Client,
        *,
        overlap_seconds: int,
        seconds: int | None,
        given: str | None = None,
    ) -> SecretMade:
        """Make a secret valid for `seconds`: None as the settings say, 0 until replaced.

        Or let the client use the one that is `given`.
        """
        now = self.clock.seconds()
        lives = self.settings.portals.secret_seconds if seconds is None else seconds
        times = SecretTimes(
            now=now, overlap_seconds=overlap_seconds, expires_at=now + lives if lives else None
        )
        secret = given or new_secret()
        signs = client.token_endpoint_auth_method.signs_by_secret
        put_secret(tx, client.id, secret, times, readable_by=self.vault if signs else None)
        return SecretMade(id=client.id, secret=secret, expires_at=times.expires_at)

    @contextmanager
    def changing(self, actor: Actor, client: Client, change: str) -> Iterator[Transaction]:
        """Yield a transaction that changes the portal, and record the change in it."""
        with self.database.writing() as tx:
            yield tx
            event = ClientChanged(actor=actor.name, client_id=client.id, change=change)
            self.audit.record(tx, event)
        self.clients.forget()

    def _find(self, client_id: str) -> Client | None:
        # Not from memory: what this transaction wrote is not there yet.
        with self.database.reading() as tx:
            return find_client(tx, client_id)

    def forget(self) -> None:
        """Make the next use read the portals again; call it after the commit."""
        self.clients.forget()


def _check_authority(actor: Actor, client: Client) -> None:
    # The secret of such a client gives its scopes: by it, an operator would become an owner.
    administers = any(each.startswith(SCOPE) for each in client.scopes)
    if administers and Role.OWNER not in actor.roles:
        raise NotAllowed("clients.owner_only", field="scopes")
