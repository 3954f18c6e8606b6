"""The answer to a client that registered itself (RFC 7591 §3.2.1, RFC 7592 §3)."""

from typing import Any

from idp.clients import Client
from idp.clients.wire import write_wire
from idp.part import Part

PATH = "/register"


class RegistrationAnswers(Part):
    """Makes client information responses."""

    issuer: str

    def of(
        self, client: Client, *, issued_at: int, token: str, secret: str | None
    ) -> dict[str, Any]:
        """Return the members; `secret` is None when there is none, or none new.

        Secrets are stored hashed: only the answer that creates one can contain it.
        """
        answer = {
            "client_id": client.id,
            "client_id_issued_at": issued_at,
            "registration_access_token": token,
            "registration_client_uri": f"{self.issuer}{PATH}/{client.id}",
            **write_wire(client),
        }
        if secret is None:
            return answer
        return {**answer, "client_secret": secret, "client_secret_expires_at": 0}
