"""The CIBA grant, in modes poll and ping (OpenID Connect CIBA Core 1.0 §10.1, §11)."""

from idp.clients.checks import CIBA
from idp.part import Part
from idp.protocol.token.allowed import Allowed
from idp.protocol.token.grants.polled import PolledGrant
from idp.protocol.token.request import TokenRequest
from idp.tokens.approval_requests import ApprovalKind


class CibaGrant(Part):
    """Redeems the `auth_req_id` of an approved request."""

    name = CIBA

    polled: PolledGrant

    def redeem(self, request: TokenRequest) -> Allowed:
        """Return the tokens that the person allowed, once. Raises ProtocolError."""
        auth_req_id = request.parameters.require("auth_req_id")
        return self.polled.redeem(request, ApprovalKind.BACKCHANNEL, auth_req_id)
