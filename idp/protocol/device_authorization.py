"""The device authorization endpoint (RFC 8628 §3.1, §3.2)."""

import secrets
from typing import Any
from urllib.parse import urlencode

from idp.clients import Client
from idp.clients.checks import DEVICE_CODE
from idp.errors import PersonError
from idp.keys import Vault
from idp.limits import Limits
from idp.limits.names import REQUEST_PUSHED_NETWORK
from idp.normalisation.user_code import ALPHABET, LENGTH, shown_user_code
from idp.part import Part
from idp.protocol.authorization.resource import check_resource
from idp.protocol.authorization.scope import check_scope
from idp.protocol.errors import TooManyRequestsError, UnauthorizedClientError
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.protocol.token.client_authentication import ClientAuthentication
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.tokens.approval_requests import (
    ApprovalKind,
    ApprovalRequests,
    NewRequest,
    RequestedApproval,
)

VERIFICATION_PATH = "/appareil"
_DRAWS = 5


def user_code_hash(vault: Vault, code: str) -> bytes:
    """Return the hash that finds the request of `code` (its letters alone)."""
    return vault.keyed_hash("user_code", code)


class DeviceAuthorizationEndpoint(Part):
    """Issues a device two codes: one to show, one to keep secret."""

    authentication: ClientAuthentication
    requests: ApprovalRequests
    limits: Limits
    vault: Vault
    database: Database
    settings: Settings

    def answer(self, incoming: Incoming, network: str) -> dict[str, Any]:
        """Return what §3.2 lists. Raises ProtocolError."""
        parameters = Parameters.of_body(incoming)
        client = self.authentication.authenticate(incoming, parameters)
        if DEVICE_CODE not in client.grant_types:
            raise UnauthorizedClientError("the client is not registered for devices")
        scope = check_scope(parameters, client, "code")
        wanted = RequestedApproval(scope, check_resource(parameters, client.resources))
        try:
            with self.database.writing() as tx:
                if client.is_public:
                    # Anybody may ask in its name, and each request stores a row for a while.
                    self.limits.charge(tx, REQUEST_PUSHED_NETWORK, network)
                device_code, user_code = self._ask(tx, client, wanted)
        except PersonError as error:
            raise TooManyRequestsError("too many requests from this network") from error
        shown = shown_user_code(user_code)
        uri = f"{self.settings.server.issuer}{VERIFICATION_PATH}"
        return {
            "device_code": device_code,
            "user_code": shown,
            "verification_uri": uri,
            "verification_uri_complete": f"{uri}?{urlencode({'user_code': shown})}",
            "expires_in": self.settings.tokens.device_code_seconds,
            "interval": self.settings.tokens.poll_interval_seconds,
        }

    def _ask(self, tx: Transaction, client: Client, wanted: RequestedApproval) -> tuple[str, str]:
        for _ in range(_DRAWS):
            user_code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
            device_code = self.requests.ask(
                tx,
                NewRequest(
                    kind=ApprovalKind.DEVICE,
                    client_id=client.id,
                    handle_hash=user_code_hash(self.vault, user_code),
                    seconds=self.settings.tokens.device_code_seconds,
                ),
                RequestedApproval(wanted.scope, wanted.resource, shown_user_code(user_code)),
            )
            if device_code is not None:
                return device_code, user_code
        raise TooManyRequestsError("no free user code was drawn")
