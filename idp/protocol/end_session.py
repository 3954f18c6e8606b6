"""Logout started by the relying party (OpenID Connect RP-Initiated Logout 1.0 §2, §3)."""

from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from idp.clients import Client, Clients
from idp.ids import Sid
from idp.part import Part
from idp.protocol.errors import NotRedirectableError
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.tokens.id_token import IdTokens, VoidTokenError
from idp.tokens.jose import ForeignTokenError

PATH = "/logout"
CARRIED = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales")
"""What goes on with a person who is asked first."""


class LogoutRequest(Struct, frozen=True):
    """What a relying party asks when it sends a person to sign out."""

    client: Client | None
    sid: Sid | None
    """The session that a genuine ID token names; None: unproven, so the person is asked."""
    return_uri: str | None
    """Where to go afterwards, `state` included; only ever a registered address."""


class EndSessionEndpoint(Part):
    """Reads logout requests."""

    clients: Clients
    id_tokens: IdTokens

    def read(self, incoming: Incoming) -> LogoutRequest:
        """Return the checked request. Raises NotRedirectableError for an invalid one."""
        parameters = Parameters(incoming.form if incoming.method == "POST" else incoming.query)
        if parameters.repeated or parameters.too_long or parameters.broken:
            raise NotRedirectableError("PRV-LOGOUT-MALFORMED", "errors.logout_malformed")
        named = parameters.get("client_id")
        try:
            hint = self._hint(parameters.get("id_token_hint"))
        except VoidTokenError as error:
            # An expired hint proves nothing about the person, but still names the client.
            hint, named = None, named or error.audience
        if hint is not None and named not in (None, hint.get("aud")):
            raise NotRedirectableError("PRV-LOGOUT-MALFORMED", "errors.logout_malformed")
        client_id = str(hint["aud"]) if hint is not None else named
        client = None if client_id is None else self.clients.find(client_id)
        sid = None if hint is None or client is None else hint.get("sid")
        return LogoutRequest(
            client=client,
            sid=None if sid is None else Sid(sid),
            return_uri=self._return_uri(parameters, client_id, client, proven=hint is not None),
        )

    def _hint(self, token: str | None) -> dict[str, Any] | None:
        if token is None:
            return None
        try:
            return self.id_tokens.read_hint(token)
        except VoidTokenError:
            raise
        except ForeignTokenError as error:
            raise NotRedirectableError("PRV-LOGOUT-HINT", "errors.logout_hint") from error

    def _return_uri(
        self,
        parameters: Parameters,
        client_id: str | None,
        client: Client | None,
        *,
        proven: bool,
    ) -> str | None:
        uri = parameters.get("post_logout_redirect_uri")
        if uri is None:
            return None
        anonymous = client_id is None
        candidates = self.clients.all() if anonymous else filter(None, (client,))
        # §3: without a hint the target needs another reason for trust: an administrator's review.
        registered = [
            each
            for each in candidates
            if uri in each.post_logout_redirect_uris
            and not each.disabled
            and (proven or not each.self_registered)
        ]
        if not registered:
            raise NotRedirectableError("PRV-LOGOUT-RETURN", "errors.logout_return")
        # Portals written for Azure AD B2C send neither client_id nor hint: one of them that
        # registered the exact URI is accepted, after the person agreed to sign out. Any other
        # client must identify itself (§3).
        if anonymous and not any(each.aliases for each in registered):
            return None
        state = parameters.get("state")
        if state is None:
            return uri
        return f"{uri}{'&' if '?' in uri else '?'}{urlencode({'state': state})}"
