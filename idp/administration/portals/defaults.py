"""The metadata of a new portal, by its kind: few members, with safe values."""

from typing import Any

from idp.administration.portals.requests import CreatePortal, PortalKind
from idp.clients import AuthenticationMethod, Profile
from idp.errors import Refused

_NONCE_SECONDS = 900
"""How long .NET accepts its own nonce."""
_SCOPES = ["openid", "profile", "email", "gpi"]
_BY_KIND: dict[PortalKind, dict[str, Any]] = {
    PortalKind.SERVER: {
        "token_endpoint_auth_method": str(AuthenticationMethod.BASIC),
        "grant_types": ["authorization_code", "refresh_token"],
    },
    PortalKind.BROWSER: {
        "token_endpoint_auth_method": str(AuthenticationMethod.NONE),
        "grant_types": ["authorization_code", "refresh_token"],
    },
    PortalKind.MOBILE: {
        "token_endpoint_auth_method": str(AuthenticationMethod.NONE),
        "grant_types": ["authorization_code", "refresh_token"],
        "application_type": "native",
    },
    PortalKind.B2C: {
        "profile": str(Profile.LEGACY),
        "token_endpoint_auth_method": str(AuthenticationMethod.POST),
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code", "code id_token"],
        # Such portals ask for `openid` alone, and expect what their policy gave, in the ID token.
        "implied_scopes": ["email", "gpi"],
        "scope_claims_in_id_token": True,
    },
}


def members_of_kind(asked: CreatePortal) -> dict[str, Any]:
    """Return the members of the portal. Raises Refused for a member that its kind does not have."""
    members: dict[str, Any] = {
        **_BY_KIND[asked.kind],
        "id": asked.id,
        "branding": {"name_fr": asked.name_fr, "name_en": asked.name_en or asked.name_fr},
        "redirect_uris": list(asked.redirect_uris),
        "scopes": _SCOPES,
    }
    if asked.start_uri:
        members |= {"start_uri": asked.start_uri, "post_logout_redirect_uris": [asked.start_uri]}
    if asked.kind is PortalKind.B2C:
        members |= _of_b2c(asked)
    elif asked.alias:
        raise Refused("clients.alias_of_b2c", field="alias")
    return members


def _of_b2c(asked: CreatePortal) -> dict[str, Any]:
    members: dict[str, Any] = {"nonce_seconds": _NONCE_SECONDS} if asked.start_uri else {}
    tenant, _, policy = asked.alias.partition("/")
    if asked.alias and not (tenant and policy and "/" not in policy):
        raise Refused("clients.alias_shape", field="alias")
    return {**members, "aliases": [asked.alias] if asked.alias else []}
