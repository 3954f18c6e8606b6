"""The device code grant (RFC 8628 §3.4, §3.5)."""

from idp.clients.checks import DEVICE_CODE
from idp.part import Part
from idp.protocol.token.allowed import Allowed
from idp.protocol.token.grants.polled import PolledGrant
from idp.protocol.token.request import TokenRequest
from idp.tokens.approval_requests import ApprovalKind


class DeviceCodeGrant(Part):
    """Redeems a device code."""

    name = DEVICE_CODE

    polled: PolledGrant

    def redeem(self, request: TokenRequest) -> Allowed:
        """Return the tokens that the person allowed, once. Raises ProtocolError."""
        return self.polled.redeem(
            request, ApprovalKind.DEVICE, request.parameters.require("device_code")
        )
