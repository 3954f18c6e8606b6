"""Clients that register themselves (RFC 7591 §3, OpenID Connect Registration 1.0 §3)."""

from typing import Any

from idp.audit.admin_events import ClientChanged
from idp.clients.invitations import is_invited, use_invitation
from idp.clients.registration import add_self_registered
from idp.ids import ClientId, new_id, new_secret
from idp.protocol.errors import (
    InvalidTokenError,
    RegistrationClosedError,
    TooManyRequestsError,
)
from idp.protocol.registration_part import RegistrationPart
from idp.protocol.registration_request import bearer, read_body
from idp.storage import Transaction


class RegistrationEndpoint(RegistrationPart):
    """Registers clients as the settings allow: none, invited ones, or any."""

    def register(self, authorization: str | None, body: bytes, network: str) -> dict[str, Any]:
        """Return the client information response (§3.2.1), the only one with the secrets.

        Raises ProtocolError.
        """
        invitation = self._admitted(authorization)
        self.charge(network)
        client = self.requests.read(
            ClientId(new_id()), read_body(body), self._decided(), self.settings.scopes
        )
        now, token = self.clock.seconds(), new_secret()
        with self.database.writing() as tx:
            actor = self._invited(tx, invitation, now)
            if not add_self_registered(tx, client, token, now=now, most=self.settings.most_clients):
                raise TooManyRequestsError("as many clients as allowed registered themselves")
            secret = self.give_secret(tx, client, now)
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
