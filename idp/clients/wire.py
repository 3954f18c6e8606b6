"""Converts client metadata from and to the names of RFC 7591 §2 and OIDC Registration §2.

Only an administrator sets members not named here: a client cannot give itself a profile, a
sector, children's numbers or claims in its ID tokens, or skip the parents' consent.
"""

import json
from collections.abc import Mapping
from typing import Any

from idp.clients.checks import CIBA
from idp.clients.localized import MEMBERS, in_language, localized
from idp.clients.metadata import client_from, write_metadata
from idp.clients.model import Client
from idp.clients.problem import ClientRefused, problem
from idp.ids import ClientId
from idp.untrusted import split_uri

_ENCRYPTED = ("id_token", "userinfo", "authorization")
AS_OURS = (
    *("redirect_uris", "response_types", "grant_types", "application_type", "contacts"),
    *("token_endpoint_auth_method", "token_endpoint_auth_signing_alg", "jwks", "jwks_uri"),
    *("tls_client_auth_subject_dn", "tls_client_auth_san_dns", "tls_client_auth_san_uri"),
    *("tls_client_auth_san_ip", "tls_client_auth_san_email"),
    *("tls_client_certificate_bound_access_tokens", "dpop_bound_access_tokens"),
    *("sector_identifier_uri", "subject_type"),
    *("id_token_signed_response_alg", "userinfo_signed_response_alg"),
    *("authorization_signed_response_alg", "introspection_signed_response_alg"),
    *(f"{name}_encrypted_response_{part}" for name in _ENCRYPTED for part in ("alg", "enc")),
    *("request_object_signing_alg", "request_uris", "require_signed_request_object"),
    "require_pushed_authorization_requests",
    *("default_max_age", "require_auth_time", "default_acr_values", "initiate_login_uri"),
    *("backchannel_logout_uri", "backchannel_logout_session_required"),
    *("frontchannel_logout_uri", "frontchannel_logout_session_required"),
    *("backchannel_token_delivery_mode", "backchannel_client_notification_endpoint"),
    "backchannel_authentication_request_signing_alg",
    *("post_logout_redirect_uris", "software_id", "software_version"),
)
"""Members whose names are those of `Client`."""
OF_BRANDING = ("client_uri", "logo_uri", "policy_uri", "tos_uri")
_ALWAYS_TOLD = ("redirect_uris", "response_types", "grant_types")


def read_wire(
    client_id: ClientId, content: Mapping[str, Any], decided: Mapping[str, Any]
) -> Client:
    """Return the client that `content` describes, with the `decided` members.

    An unknown member is ignored (RFC 7591 §2); null counts as absent (RFC 7592 §2.2). Raises
    ClientRefused naming the member of the wrong type.
    """
    given = {name: value for name, value in content.items() if value is not None}
    members: dict[str, Any] = {name: given[name] for name in AS_OURS if name in given}
    if "jwks" in members:
        members["jwks"] = _jwks(members["jwks"])
    if isinstance(types := members.get("response_types"), list):
        members["response_types"] = [_in_order(each) for each in types]
    members.setdefault("grant_types", _grant_types(members.get("response_types")))
    said = _localized(given)
    members["branding"] = _branding(decided.get("branding", {}), said, members)
    if said:
        members["localized"] = json.dumps(said, ensure_ascii=False)
    ours = {"branding", "localized", *AS_OURS}
    kept = {name: value for name, value in decided.items() if name not in ours}
    return client_from(client_id, {**kept, **members})


def decided_about(client: Client) -> dict[str, Any]:
    """Return the members that only an administrator decides, for `read_wire` to keep."""
    content: dict[str, Any] = json.loads(write_metadata(client))
    return content


def write_wire(client: Client) -> dict[str, Any]:
    """Return the client's registration, as in RFC 7591 §3.2.1."""
    found = {name: getattr(client, name) for name in AS_OURS}
    response = {name: value for name, value in found.items() if value or name in _ALWAYS_TOLD}
    if CIBA not in client.grant_types:
        # Its default would be wrong for a client that does not use CIBA.
        response.pop("backchannel_token_delivery_mode")
    if client.jwks is not None:
        response["jwks"] = json.loads(client.jwks)
    return {**response, **localized(client.localized), "scope": " ".join(client.scopes)}


def _localized(given: Mapping[str, Any]) -> dict[str, str]:
    said = {name: value for name, value in given.items() if name.partition("#")[0] in MEMBERS}
    for name, value in said.items():
        if not isinstance(value, str):
            raise ClientRefused(problem(name, "must_be_text"))
    return said


def _branding(
    decided: Mapping[str, Any], said: Mapping[str, str], members: Mapping[str, Any]
) -> dict[str, Any]:
    french, english = (in_language(said, "client_name", each) for each in ("fr", "en"))
    name = french or english or _first_host(members)
    names = {"name_fr": name, "name_en": english or name}
    # Pages are French first: of a member in several languages the French one is kept.
    uris = {name: in_language(said, name, "fr") for name in OF_BRANDING}
    kept = {name: each for name, each in decided.items() if name not in {*names, *uris}}
    return {**kept, **names, **{name: uri for name, uri in uris.items() if uri is not None}}


def _first_host(members: Mapping[str, Any]) -> str:
    """Return the name of a portal without one: the host of its redirect URI."""
    uris = members.get("redirect_uris")
    first = uris[0] if isinstance(uris, list) and uris else ""
    return (split_uri(first).hostname if isinstance(first, str) else None) or "?"


def _grant_types(response_types: object) -> list[str]:
    """Return the grant types that the response types need (OpenID Connect Registration §2)."""
    types = response_types if isinstance(response_types, list) else ["code"]
    words = [set(each.split()) for each in types if isinstance(each, str)]
    grants = ["authorization_code"] if any("code" in each for each in words) else []
    return [*grants, "implicit"] if any(each - {"code"} for each in words) else grants


def _in_order(response_type: object) -> object:
    """Return its words in the order that every check uses; the order has no meaning."""
    if not isinstance(response_type, str):
        return response_type
    return " ".join(sorted(response_type.split()))


def _jwks(value: object) -> str:
    if not isinstance(value, Mapping):
        raise ClientRefused(problem("jwks", "must_be_object"))
    return json.dumps(value)
