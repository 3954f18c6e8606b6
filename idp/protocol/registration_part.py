"""What registering and managing a registration share (RFC 7591 §3, RFC 7592 §2)."""

from idp.audit import Audit
from idp.clients import Client, Clients
from idp.clients.registration import add_secret
from idp.clock import Clock
from idp.errors import PersonError
from idp.keys import Vault
from idp.limits import Limits
from idp.limits.names import CLIENT_REGISTERED_GLOBAL, CLIENT_REGISTERED_NETWORK
from idp.part import Part
from idp.protocol.errors import TooManyRequestsError
from idp.protocol.registration_answer import RegistrationAnswers
from idp.protocol.registration_request import RegistrationRequests
from idp.settings import RegistrationSettings
from idp.storage import Database, Transaction


class RegistrationPart(Part):
    """Counts requests, and gives secrets, alike at both endpoints."""

    requests: RegistrationRequests
    answers: RegistrationAnswers
    settings: RegistrationSettings
    clients: Clients
    limits: Limits
    audit: Audit
    vault: Vault
    database: Database
    clock: Clock

    def charge(self, network: str) -> None:
        """Count a request, whatever its outcome. Raises TooManyRequestsError."""
        try:
            with self.database.writing() as tx:
                self.limits.charge_all(
                    tx, ((CLIENT_REGISTERED_NETWORK, network), (CLIENT_REGISTERED_GLOBAL, ""))
                )
        except PersonError as error:
            raise TooManyRequestsError("too many registrations, come again later") from error

    def give_secret(self, tx: Transaction, client: Client, now: int) -> str | None:
        """Return a new secret; None for a client that authenticates without one."""
        method = client.token_endpoint_auth_method
        if not method.has_secret:
            return None
        readable_by = self.vault if method.signs_by_secret else None
        return add_secret(tx, client.id, now=now, overlap_seconds=0, readable_by=readable_by)
