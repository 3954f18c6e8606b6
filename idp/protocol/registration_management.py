"""Clients that read, change and remove their own registration (RFC 7592 §2)."""

import hmac
from typing import Any

from idp.audit.admin_events import ClientChanged
from idp.clients import Client
from idp.clients.registration import (
    edit_self_registered,
    find_self_registered,
    remove_secrets,
    remove_self_registered,
)
from idp.clients.wire import decided_about
from idp.ids import ClientId, hashed
from idp.protocol.errors import InvalidClientMetadataError, InvalidTokenError
from idp.protocol.registration_part import RegistrationPart
from idp.protocol.registration_request import bearer, read_body
from idp.storage import Transaction

_NEVER_SENT = (
    *("registration_access_token", "registration_client_uri"),
    *("client_secret_expires_at", "client_id_issued_at"),
)


class RegistrationManagement(RegistrationPart):
    """Serves a sender that holds this client's registration access token."""

    def read(self, client_id: str, authorization: str | None) -> dict[str, Any]:
        """Return the client's registration (§2.1). Raises InvalidTokenError."""
        token = bearer(authorization)
        client, issued_at = self._find(client_id, token)
        return self.answers.of(client, issued_at=issued_at, token=token, secret=None)

    def update(
        self, client_id: str, authorization: str | None, body: bytes, network: str
    ) -> dict[str, Any]:
        """Replace the registration (§2.2): a missing member gets its default.

        Raises ProtocolError.
        """
        token = bearer(authorization)
        before, issued_at = self._find(client_id, token)
        self.charge(network)
        content = read_body(body)
        _check_identity(content, before)
        # Scopes that an administrator added are kept.
        offered = tuple(dict.fromkeys((*self.settings.scopes, *before.scopes)))
        client = self.requests.read(before.id, content, decided_about(before), offered)
        with self.database.writing() as tx:
            if not edit_self_registered(tx, client, token, now=self.clock.seconds()):
                raise InvalidTokenError("the registration access token is not good")
            secret = self._new_secret(tx, before, client)
            self._record(tx, client.id, "edited")
        self.clients.forget()
        return self.answers.of(client, issued_at=issued_at, token=token, secret=secret)

    def remove(self, client_id: str, authorization: str | None) -> None:
        """End the registration and every grant to the client (§2.3).

        Raises InvalidTokenError.
        """
        token = bearer(authorization)
        with self.database.writing() as tx:
            if not remove_self_registered(tx, client_id, token):
                raise InvalidTokenError("the registration access token is not good")
            self._record(tx, ClientId(client_id), "removed")
        self.clients.forget()

    def _find(self, client_id: str, token: str) -> tuple[Client, int]:
        with self.database.reading() as tx:
            issued_at = find_self_registered(tx, client_id, token)
        client = None
        if issued_at is not None:
            # Another process may have just changed it: read it again. A sender without a token
            # cannot cause this read.
            self.clients.forget()
            client = self.clients.find(client_id)
        if issued_at is None or client is None:
            # §2: an unknown client and a wrong token get the same answer.
            raise InvalidTokenError("the registration access token is not good")
        return client, issued_at

    def _new_secret(self, tx: Transaction, before: Client, client: Client) -> str | None:
        was, now_is = before.token_endpoint_auth_method, client.token_endpoint_auth_method
        if (was.has_secret, was.signs_by_secret) == (now_is.has_secret, now_is.signs_by_secret):
            return None
        # A hashed secret does not serve a method that needs it sealed, nor the reverse.
        remove_secrets(tx, client.id)
        return self.give_secret(tx, client, self.clock.seconds())

    def _record(self, tx: Transaction, client_id: ClientId, change: str) -> None:
        actor = f"client:{client_id}"
        event = ClientChanged(actor=actor, client_id=client_id, change=change)
        self.audit.record(tx, event)


def _check_identity(content: dict[str, Any], client: Client) -> None:
    for name in _NEVER_SENT:
        if name in content:
            raise InvalidClientMetadataError(f"{name} is never sent back")
    if content.get("client_id") != client.id:
        raise InvalidClientMetadataError("client_id must be the client's own")
    secret = content.get("client_secret")
    if secret is None:
        return
    if not isinstance(secret, str) or not any(
        hmac.compare_digest(hashed(secret), known.secret_hash) for known in client.secrets
    ):
        raise InvalidClientMetadataError("client_secret is not the client's own")
