"""The authorization grant: one row from the authorization code to the last refresh token.

What a parent allowed a client once. Its id (`grant_id`) is in access tokens, so that userinfo and
introspection can ask the database whether it is still valid.
"""

from msgspec import Struct

from idp.ids import AccountId, ClientId, GrantId, Sid


class Grant(Struct, frozen=True):
    """What was allowed, to which client, and how the person was authenticated then."""

    id: GrantId
    client_id: ClientId
    account_id: AccountId
    sid: Sid
    scope: tuple[str, ...]
    claims: str | None
    """The `claims` parameter as it was checked: JSON text (OpenID Connect Core §5.5)."""
    nonce: str | None
    auth_time: int
    amr: tuple[str, ...]
    acr: str
    refresh_generation: int
    expires_at: int
    resource: tuple[str, ...] = ()
    """What its access tokens are for (RFC 8707); empty: this provider's own endpoints."""
    authorization_details: str | None = None
    """As they were checked and granted: JSON text (RFC 9396)."""
    dpop_jkt: str | None = None
    """The key to which the request bound its code (RFC 9449 §10)."""
    cnf: str | None = None
    """The keys its refresh tokens are bound to, as `Confirmation.text`; None: only the client."""
    policy: str | None = None
    """The journey of Azure AD B2C that it was requested by."""
