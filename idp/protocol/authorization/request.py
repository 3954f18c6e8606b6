"""An authorization request that passed every check (OpenID Connect Core §3.1.2.1)."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from msgspec import Struct, to_builtins

from idp.accounts.acr import reached
from idp.clients import Client
from idp.ids import ClientId, hashed
from idp.protocol.authorization.prompt import Prompt
from idp.protocol.authorization.response_mode import ResponseMode
from idp.tokens.claims.release import named_beyond

DETAILS = "authorization_details:"
"""How the name begins under which details are agreed to; no scope can be spelled so."""
CLAIM = "claim:"
"""How the name begins under which a claim is agreed to that no scope tells."""


class ReturnAddress(Struct, frozen=True):
    """Where and how the answer goes, checked before anything else."""

    client_id: ClientId
    redirect_uri: str
    mode: ResponseMode
    state: str | None


class AuthorizationRequest(Struct, frozen=True):
    """The checked request; it is stored on the server while the parent answers pages."""

    to: ReturnAddress
    response_type: str
    scope: tuple[str, ...]
    code_challenge: str | None
    nonce: str | None
    prompt: frozenset[Prompt]
    max_age: int | None
    claims: str | None
    subject: str | None
    """The only account for whom the answer may be: from `id_token_hint` or `claims`."""
    login_hint: str | None
    ui_locales: tuple[str, ...]
    resource: tuple[str, ...] = ()
    """What access tokens will be for (RFC 8707)."""
    authorization_details: str | None = None
    """As they were checked: JSON text (RFC 9396)."""
    dpop_jkt: str | None = None
    """The key to which the code is bound (RFC 9449 §10)."""
    domain_hint: str | None = None
    """Azure AD B2C's name for a provider to go to straight away."""
    pushed: str | None = None
    """The `request_uri` under which it was pushed: spent when it is answered (RFC 9126 §4)."""
    approves: str | None = None
    """The approval request (its `id_hash`, hexadecimal) that it stands for: the client polls for
    the answer, and nobody is redirected (RFC 8628, CIBA Core)."""
    acr: tuple[str, ...] = ()
    """The only classes of sign-in that will do; empty: any (OpenID Connect Core §5.5.1.1)."""
    policy: str | None = None
    """Azure AD B2C's name for the journey, of the address that was called: the ID token says it."""

    acr_values: tuple[str, ...] = ()
    """The classes that the client would like best, the first first (§3.1.2.1)."""
    client_info: bool = False
    """Whether MSAL asks for its own key to the account, at Azure AD B2C's address."""

    def is_met_by(self, acr: str) -> bool:
        """Return whether a sign-in of class `acr` is sufficient."""
        return not self.acr or reached(acr, self.acr) is not None

    def achieved(self, acr: str) -> str:
        """Return the `acr` to report to the client: one that it asked for, when reached."""
        return reached(acr, self.acr or self.acr_values) or acr

    @property
    def words(self) -> frozenset[str]:
        """The words of the response type."""
        return frozenset(self.response_type.split())

    def agreement(self, client: Client) -> tuple[str, ...]:
        """Return what a person consents to: the scopes, and names for the claims and details."""
        claims = (f"{CLAIM}{name}" for name in named_beyond(self.claims, self.scope, client))
        if self.authorization_details is None:
            return (*self.scope, *claims)
        digest = urlsafe_b64encode(hashed(self.authorization_details)).decode().rstrip("=")
        return (*self.scope, *claims, f"{DETAILS}{digest}")

    def to_json(self) -> str:
        """Return the JSON text that is stored for the request."""
        content = {**to_builtins(self), "prompt": sorted(self.prompt)}
        # During an upgrade, a node that does not know a newer member may read the request.
        unsaid = {name for name in _OPTIONAL if not content[name]}
        return json.dumps({name: each for name, each in content.items() if name not in unsaid})

    @classmethod
    def from_json(cls, text: str, *, pushed: str | None = None) -> "AuthorizationRequest":
        """Return the request that `to_json` wrote; `pushed` is its `request_uri`, if any."""
        content: dict[str, Any] = json.loads(text)
        if pushed is not None:
            content["pushed"] = pushed
        to = content.pop("to")
        return cls(
            to=ReturnAddress(**{**to, "mode": ResponseMode(to["mode"])}),
            prompt=frozenset(Prompt(word) for word in content.pop("prompt")),
            scope=tuple(content.pop("scope")),
            ui_locales=tuple(content.pop("ui_locales")),
            resource=tuple(content.pop("resource", ())),
            acr=tuple(content.pop("acr", ())),
            acr_values=tuple(content.pop("acr_values", ())),
            **content,
        )


_OPTIONAL = AuthorizationRequest.__struct_fields__[-len(AuthorizationRequest.__struct_defaults__) :]
