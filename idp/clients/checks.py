"""Requirements of a registration (RFC 7591 §2); each check yields its problems."""

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_address

from cryptography import x509

from idp.clients.b2c_policy import is_said_by_us
from idp.clients.jwks import jwks_problems
from idp.clients.model import AuthenticationMethod, Client, DeliveryMode, SubjectType
from idp.clients.problem import ClientRefused, Problem, problem
from idp.clients.profiles import RESPONSE_TYPES, rules_of
from idp.clients.uri_checks import check_uris
from idp.clients.uris import LONGEST_URI
from idp.keys.algorithms import CONTENT_ENCRYPTION, KEY_ENCRYPTION
from idp.untrusted import split_uri

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
CIBA = "urn:openid:params:grant-type:ciba"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - its name
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRANT_TYPES = (
    *("authorization_code", "implicit", "refresh_token", "client_credentials"),
    *(DEVICE_CODE, TOKEN_EXCHANGE, JWT_BEARER, CIBA),
)
_CONFIDENTIAL = {"client_credentials", TOKEN_EXCHANGE, JWT_BEARER, CIBA}
SCOPES = (
    *("openid", "profile", "email", "phone", "address"),
    *("gpi", "gpi.children", "offline_access"),
)
"""The scopes that are about a person; a client may have others of its own."""
_BY_OWN_KEYS = {
    AuthenticationMethod.PRIVATE_KEY_JWT,
    AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
}
_ASSERTION_ALGORITHMS = {AuthenticationMethod.CLIENT_SECRET_JWT: ("HS256",)}
_CERTIFICATE_NAMES = (
    "tls_client_auth_subject_dn",
    *(f"tls_client_auth_san_{kind}" for kind in ("dns", "uri", "ip", "email")),
)
_OF_ID_TOKEN = "id_token_signed_response_alg"  # noqa: S105 - an algorithm's name
_SIGNED_ANSWERS = (
    _OF_ID_TOKEN,
    "authorization_signed_response_alg",
    "introspection_signed_response_alg",
    "userinfo_signed_response_alg",
)
_ENCRYPTED_ANSWERS = ("authorization", "id_token", "userinfo")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_RESOURCE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-\"$-~]+")
_OWN_SCOPE = re.compile(r"[a-z][a-z0-9._:-]{0,63}")
_POLICY_CLAIM = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}=[a-z_]{2,40}")
_SHORTEST_ID_TOKEN_SECONDS = 60


def check_client(client: Client, longest_id_token_seconds: int) -> None:
    """Refuse a registration that would be unsafe or could not work. Raises ClientRefused."""
    for check in _CHECKS:
        for wrong in check(client):
            raise ClientRefused(wrong)
    seconds = client.id_token_seconds or longest_id_token_seconds
    if not _SHORTEST_ID_TOKEN_SECONDS <= seconds <= longest_id_token_seconds:
        limits = {"least": _SHORTEST_ID_TOKEN_SECONDS, "most": longest_id_token_seconds}
        raise ClientRefused(problem("id_token_seconds", "between", **limits))


def _grant_types(client: Client) -> Iterator[Problem]:
    for grant_type in set(client.grant_types) - set(GRANT_TYPES):
        yield problem("grant_types", "not_one_of", value=grant_type, allowed=GRANT_TYPES)
    if {"authorization_code", "implicit"} & {*client.grant_types} and not client.redirect_uris:
        yield problem("redirect_uris", "redirect_needed")
    if client.is_public and (refused := _CONFIDENTIAL & {*client.grant_types}):
        yield problem("grant_types", "public_grants", value=refused)


def _backchannel(client: Client) -> Iterator[Problem]:
    pings = client.backchannel_token_delivery_mode is DeliveryMode.PING
    if pings and client.notification_endpoint is None:
        yield problem("backchannel_client_notification_endpoint", "notification_needed")
    name = "backchannel_authentication_request_signing_alg"
    algorithm, allowed = getattr(client, name), rules_of(client).algorithms
    if algorithm is None:
        return
    if algorithm not in allowed:
        yield problem(name, "not_one_of", value=algorithm, allowed=allowed)
    if not client.has_keys:
        yield problem("jwks", "keys_needed", what=name)


def _delegation(client: Client) -> Iterator[Problem]:
    if TOKEN_EXCHANGE in client.grant_types and not client.token_exchange_audiences:
        yield problem("token_exchange_audiences", "audiences_needed")
    if (client.assertion_issuer is None) is not (client.assertion_jwks is None):
        yield problem("assertion_issuer", "assertion_pair")
    if client.assertion_issuer == client.id:
        yield problem("assertion_issuer", "assertion_own")
    if JWT_BEARER not in client.grant_types:
        return
    if not client.has_keys and client.assertion_jwks is None:
        yield problem("jwks", "keys_needed", what="jwt-bearer, assertion_jwks")
    if client.subject_type is SubjectType.PAIRWISE:
        # A pairwise subject cannot be traced back to its account.
        yield problem("subject_type", "public_subjects")


def _response_types(client: Client) -> Iterator[Problem]:
    for response_type in client.response_types:
        if response_type not in RESPONSE_TYPES:
            yield problem("response_types", "not_offered", value=response_type)
        elif response_type not in rules_of(client).response_types:
            yield _not_for_profile(client, "response_types", response_type)
        elif "code" not in response_type.split() and "implicit" not in client.grant_types:
            yield problem("response_types", "needs_implicit", value=response_type)


def _not_for_profile(client: Client, member: str, value: str) -> Problem:
    return problem(member, "not_for_profile", value=value, profile=client.profile)


def _authentication(client: Client) -> Iterator[Problem]:
    method = client.token_endpoint_auth_method
    if method not in rules_of(client).authentication_methods:
        yield _not_for_profile(client, "token_endpoint_auth_method", method)
    if method in _BY_OWN_KEYS and not client.has_keys:
        yield problem("jwks", "keys_needed", what=method)
    algorithm = client.token_endpoint_auth_signing_alg
    allowed = _ASSERTION_ALGORITHMS.get(method, rules_of(client).algorithms)
    if algorithm is not None and algorithm not in allowed:
        name = "token_endpoint_auth_signing_alg"
        yield problem(name, "not_one_of", value=algorithm, allowed=allowed)


def _keys(client: Client) -> Iterator[Problem]:
    if client.jwks is None:
        return
    if client.jwks_uri is not None:
        yield problem("jwks", "keys_twice")
    yield from jwks_problems(client.jwks)


def _sector(client: Client) -> Iterator[Problem]:
    hosts = {split_uri(uri).hostname for uri in client.redirect_uris}
    named = client.sector or client.sector_identifier_uri
    if client.subject_type is SubjectType.PAIRWISE and len(hosts) != 1 and not named:
        # OpenID Connect Core §8.1: only a single host can be the sector by itself.
        yield problem("sector_identifier_uri", "sector_needed")


def _certificate(client: Client) -> Iterator[Problem]:
    names = {name: getattr(client, name) for name in _CERTIFICATE_NAMES}
    named = [name for name, value in names.items() if value is not None]
    by_authority = client.token_endpoint_auth_method is AuthenticationMethod.TLS_CLIENT_AUTH
    if len(named) != int(by_authority):
        yield problem("tls_client_auth_subject_dn", "certificate_name")
    if client.tls_client_auth_subject_dn is not None:
        try:
            x509.Name.from_rfc4514_string(client.tls_client_auth_subject_dn)
        except ValueError:
            yield problem("tls_client_auth_subject_dn", "distinguished_name")
    if client.tls_client_auth_san_ip is not None:
        try:
            ip_address(client.tls_client_auth_san_ip)
        except ValueError:
            yield problem("tls_client_auth_san_ip", "ip_address")


def _signature(client: Client) -> Iterator[Problem]:
    allowed = rules_of(client).algorithms
    openid = "openid" in (*client.scopes, *client.implied_scopes)
    for name in _SIGNED_ANSWERS:
        if name == _OF_ID_TOKEN and not openid and client.backchannel_logout_uri is None:
            # Unsigned answers need no algorithm; logout tokens are signed as ID tokens are.
            continue
        algorithm = getattr(client, name)
        if algorithm is not None and algorithm not in allowed:
            yield problem(name, "not_one_of", value=algorithm, allowed=allowed)


def _encryption(client: Client) -> Iterator[Problem]:
    for answer in _ENCRYPTED_ANSWERS:
        names = (f"{answer}_encrypted_response_alg", f"{answer}_encrypted_response_enc")
        key_algorithm, content_algorithm = (getattr(client, name) for name in names)
        if key_algorithm is None:
            if content_algorithm is not None:
                yield problem(names[1], "nothing_without", other=names[0])
            continue
        if key_algorithm not in KEY_ENCRYPTION:
            yield problem(names[0], "not_one_of", value=key_algorithm, allowed=KEY_ENCRYPTION)
        if content_algorithm not in (None, *CONTENT_ENCRYPTION):
            values = {"value": content_algorithm, "allowed": CONTENT_ENCRYPTION}
            yield problem(names[1], "not_one_of", **values)
        if not client.has_keys:
            yield problem("jwks", "keys_needed", what=names[0])


def _requests(client: Client) -> Iterator[Problem]:
    rules, algorithm = rules_of(client), client.request_object_signing_alg
    allowed = (*rules.algorithms, *(["none"] if rules.unsigned_request_objects else ()))
    if algorithm is not None and algorithm not in allowed:
        name = "request_object_signing_alg"
        yield problem(name, "not_one_of", value=algorithm, allowed=allowed)
    if client.require_signed_request_object and algorithm == "none":
        yield problem("request_object_signing_alg", "none_contradicts")
    for resource in (*client.resources, *client.protected_resources):
        if len(resource) > LONGEST_URI:
            yield problem("resources", "uri_long", value=resource)
        elif not _RESOURCE.fullmatch(resource):
            yield problem("resources", "not_a_resource", value=resource)


def _binding(client: Client) -> Iterator[Problem]:
    bound = client.dpop_bound_access_tokens or client.tls_client_certificate_bound_access_tokens
    for response_type in client.response_types:
        if bound and "token" in response_type.split():
            yield problem("response_types", "unbindable", value=response_type)


def _nonce(client: Client) -> Iterator[Problem]:
    if client.nonce_seconds is not None and client.start_uri is None:
        yield problem("start_uri", "start_needed")


def _scopes(client: Client) -> Iterator[Problem]:
    for scope in (*client.scopes, *client.implied_scopes):
        if scope not in SCOPES and not _OWN_SCOPE.fullmatch(scope):
            yield problem("scopes", "not_a_scope", value=scope)
    if not set(client.implied_scopes) <= set(client.scopes):
        yield problem("implied_scopes", "implied_scopes")


def _policies(client: Client) -> Iterator[Problem]:
    known = {alias.rpartition("/")[2].lower() for alias in client.aliases}
    for policy in client.policies:
        if policy.name.lower() not in known:
            yield problem("policies", "policy_without_alias", value=policy.name)
    for each in client.policy_claims:
        if not _POLICY_CLAIM.fullmatch(each):
            yield problem("policy_claims", "policy_claim", value=each)
        elif is_said_by_us(each.partition("=")[0]):
            yield problem("policy_claims", "policy_claim_ours", value=each)


def _branding(client: Client) -> Iterator[Problem]:
    if not _COLOUR.fullmatch(client.branding.colour):
        yield problem("branding.colour", "colour")


_CHECKS: tuple[Callable[[Client], Iterator[Problem]], ...] = (
    check_uris,  # first: other checks parse the URIs
    _grant_types,
    _backchannel,
    _delegation,
    _response_types,
    _authentication,
    _keys,
    _sector,
    _certificate,
    _signature,
    _encryption,
    _requests,
    _binding,
    _nonce,
    _scopes,
    _policies,
    _branding,
)
