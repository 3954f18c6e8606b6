"""Clients: registering, changing, giving them secrets, closing the door to them."""

import json
from collections.abc import Mapping
from typing import Any

from idp.audit import Audit
from idp.audit.admin_events import ClientChanged
from idp.clients import Client, Clients
from idp.clients.checks import check_client
from idp.clients.metadata import client_from, write_metadata
from idp.clients.registration import add_secret, disable_client, put_client
from idp.clock import Clock
from idp.errors import OperationError
from idp.ids import ClientId, new_id
from idp.keys import Vault
from idp.settings import Settings
from idp.storage import Database, Transaction


class ClientOperations:
    """What an administrator does with clients; `actor` goes into the audit record."""

    def __init__(  # noqa: PLR0913 - the parts are named where they are wired
        self,
        *,
        database: Database,
        vault: Vault,
        clients: Clients,
        audit: Audit,
        clock: Clock,
        settings: Settings,
        actor: str,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clients = clients
        self._audit = audit
        self._clock = clock
        self._settings = settings
        self._actor = actor

    def all(self) -> tuple[Client, ...]:
        """Return every client, disabled ones included."""
        return self._clients.all()

    def get(self, client_id: str) -> Client:
        """Return the client, disabled or not. Raises OperationError when there is none."""
        self._clients.forget()
        client = self._clients.get_disabled_too(client_id)
        if client is None:
            raise OperationError(f"there is no client {client_id}")
        return client

    def register(self, content: Mapping[str, Any], *, replace: bool = False) -> Client:
        """Register what `content` describes (members as in `Client`; `id` may be left out).

        Raises OperationError naming the first member that is wrong, or when the id is taken and
        it is not to `replace` what is there.
        """
        members = dict(content)
        client_id = str(members.pop("id", "") or new_id())
        client = self._checked(client_id, members)
        self._clients.forget()
        if not replace and self._clients.get_disabled_too(client_id) is not None:
            raise OperationError(f"client {client_id} is registered already: edit it")
        self._put(client, "replaced" if replace else "registered")
        return client

    def edit(self, client_id: str, changes: Mapping[str, Any]) -> Client:
        """Change the members that `changes` names, of `branding` too; leave the others alone."""
        before = json.loads(write_metadata(self.get(client_id)))
        branding = {**before["branding"], **changes.get("branding", {})}
        client = self._checked(client_id, {**before, **changes, "branding": branding})
        self._put(client, "edited")
        return client

    def new_secret(self, client_id: str, *, overlap_seconds: int) -> str:
        """Return a new secret, told this once; older ones still work for `overlap_seconds`."""
        client = self.get(client_id)
        if not client.token_endpoint_auth_method.has_secret:
            method = client.token_endpoint_auth_method
            raise OperationError(f"client {client_id} uses {method}: it needs no secret")
        with self._database.writing() as tx:
            signs = client.token_endpoint_auth_method.signs_by_secret
            secret = add_secret(
                tx,
                client.id,
                now=self._clock.seconds(),
                overlap_seconds=overlap_seconds,
                readable_by=self._vault if signs else None,
            )
            self._record(tx, client_id, "secret")
        self._clients.forget()
        return secret

    def disable(self, client_id: str, *, disabled: bool) -> None:
        """Refuse the client everything, or let it in again. Raises OperationError for none."""
        with self._database.writing() as tx:
            disable_client(tx, ClientId(client_id), disabled=disabled, now=self._clock.seconds())
            self._record(tx, client_id, "disabled" if disabled else "enabled")
        self._clients.forget()

    def _checked(self, client_id: str, members: dict[str, Any]) -> Client:
        if isinstance(members.get("jwks"), Mapping):
            members["jwks"] = json.dumps(members["jwks"])
        client = client_from(ClientId(client_id), members)
        check_client(client, self._settings.tokens.longest_id_token_seconds)
        return client

    def _put(self, client: Client, change: str) -> None:
        with self._database.writing() as tx:
            put_client(tx, client, now=self._clock.seconds())
            self._record(tx, client.id, change)
        self._clients.forget()

    def _record(self, tx: Transaction, client_id: str, change: str) -> None:
        self._audit.record(tx, ClientChanged(actor=self._actor, client_id=client_id, change=change))
