"""Clients that register themselves (RFC 7591 §3, OpenID Connect Registration 1.0 §3)."""

from typing import Any

from idp.audit import Audit
from idp.audit.admin_events import ClientChanged
from idp.clients import Client, Clients
from idp.clients.invitations import is_invited, use_invitation
from idp.clients.registration import add_secret, add_self_registered
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import ClientId, new_id, new_secret
from idp.keys import Vault
from idp.limits import Limits
from idp.limits.names import CLIENT_REGISTERED_GLOBAL, CLIENT_REGISTERED_NETWORK
from idp.part import Part
from idp.protocol.errors import (
    InvalidTokenError,
    RegistrationClosedError,
    TooManyRequestsError,
)
from idp.protocol.registration_answer import RegistrationAnswers
from idp.protocol.registration_request import RegistrationRequests, bearer, read_body
from idp.settings import RegistrationSettings
from idp.storage import Database, Transaction


class RegistrationEndpoint(Part):
    """Registers clients as the settings allow: none, invited ones, or any."""

    requests: RegistrationRequests
    answers: RegistrationAnswers
    settings: RegistrationSettings
    clients: Clients
    limits: Limits
    audit: Audit
    vault: Vault
    database: Database
    clock: Clock

    def register(self, authorization: str | None, body: bytes, network: str) -> dict[str, Any]:
        """Return the client information response (§3.2.1), the only one with the secrets.

        Raises ProtocolError.
        """
        invitation = self._admitted(authorization)
        charge_registration(self.database, self.limits, network)
        client = self.requests.read(
            ClientId(new_id()), read_body(body), self._decided(), self.settings.scopes
        )
        now, token = self.clock.seconds(), new_secret()
        with self.database.writing() as tx:
            actor = self._invited(tx, invitation, now)
            if not add_self_registered(tx, client, token, now=now, most=self.settings.most_clients):
                raise TooManyRequestsError("as many clients as allowed registered themselves")
            secret = give_secret(tx, client, self.vault, now)
            self.audit.record(
                tx, ClientChanged(actor=actor, client_id=client.id, change="registered")
            )
        self.clients.forget()
        return self.answers.of(client, issued_at=now, token=token, secret=secret)

    def _admitted(self, authorization: str | None) -> str | None:
        """Return the initial access token; None where registration is open."""
        if self.settings.mode == "closed":
            raise RegistrationClosedError("clients are registered by an administrator here")
        if self.settings.mode == "open":
            return None
        token = bearer(authorization)
        # Checked before anything is read or fetched; the token is used up below.
        with self.database.reading() as tx:
            if not is_invited(tx, token, self.clock.seconds()):
                raise InvalidTokenError("the initial access token is not good")
        return token

    def _invited(self, tx: Transaction, token: str | None, now: int) -> str:
        """Use the invitation in the registration's transaction; return the actor to record."""
        if token is None:
            return "anyone"
        invitation_id = use_invitation(tx, token, now)
        if invitation_id is None:
            raise InvalidTokenError("the initial access token is not good")
        return f"invitation:{invitation_id}"

    def _decided(self) -> dict[str, Any]:
        # No administrator reviewed it, so parents always consent before it receives claims.
        return {"profile": self.settings.profile, "asks_consent": True, "self_registered": True}


def charge_registration(database: Database, limits: Limits, network: str) -> None:
    """Count a request, whatever its outcome. Raises TooManyRequestsError."""
    try:
        with database.writing() as tx:
            limits.charge_all(
                tx, ((CLIENT_REGISTERED_NETWORK, network), (CLIENT_REGISTERED_GLOBAL, ""))
            )
    except PersonError as error:
        raise TooManyRequestsError("too many registrations, come again later") from error


def give_secret(tx: Transaction, client: Client, vault: Vault, now: int) -> str | None:
    """Return a new secret; None for a client that authenticates without one."""
    method = client.token_endpoint_auth_method
    if not method.has_secret:
        return None
    readable_by = vault if method.signs_by_secret else None
    return add_secret(tx, client.id, now=now, overlap_seconds=0, readable_by=readable_by)
