"""What a request says of the grant that it asks for; the rest is the session's."""

from msgspec import Struct

from idp.ids import ClientId


class RequestedGrant(Struct, frozen=True, kw_only=True):
    """The part of a grant that its request decides."""

    client_id: ClientId
    scope: tuple[str, ...]
    claims: str | None
    redirect_uri: str
    code_challenge: str | None
    nonce: str | None
    resource: tuple[str, ...] = ()
    authorization_details: str | None = None
    dpop_jkt: str | None = None
    policy: str | None = None

    def values(self) -> dict[str, object]:
        """Return this part as the statements of `table.py` name it."""
        return {
            "client_id": self.client_id,
            "scope": " ".join(self.scope),
            "claims": self.claims,
            "redirect_uri": self.redirect_uri,
            "code_challenge": self.code_challenge,
            "nonce": self.nonce,
            "resource": " ".join(self.resource) or None,
            "authorization_details": self.authorization_details,
            "dpop_jkt": self.dpop_jkt,
            "policy": self.policy,
        }
