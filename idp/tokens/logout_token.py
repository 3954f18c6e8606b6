"""Logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4)."""

from idp.clients import Client
from idp.clock import MINUTE
from idp.ids import Sid
from idp.keys import SigningKeys
from idp.part import Part
from idp.tokens.jose import sign

TYP = "logout+jwt"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
_SECONDS = 2 * MINUTE


class LogoutTokens(Part):
    """Makes logout tokens."""

    keys: SigningKeys
    issuer: str

    def mint(self, client: Client, *, subject: str, sid: Sid, jti: str, now: int) -> str:
        """Return a token that tells `client` to sign `subject` out of the session `sid`.

        No nonce, so that it can never pass for an ID token (§2.4).
        """
        content = {
            "iss": self.issuer,
            "sub": subject,
            "aud": client.id,
            "iat": now,
            "exp": now + _SECONDS,
            "jti": jti,
            "events": {EVENT: {}},
            "sid": sid,
        }
        return sign(self.keys, client.id_token_signed_response_alg, TYP, content)
