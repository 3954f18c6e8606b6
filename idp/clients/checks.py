"""What a registration must fulfil (RFC 7591 §2); each check names what is wrong, or nothing."""

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography import x509

from idp.clients.jwks import check_jwks
from idp.clients.model import AuthenticationMethod, Client, SubjectType
from idp.clients.profiles import RESPONSE_TYPES, rules_of
from idp.clients.uri_checks import check_uris
from idp.errors import OperationError
from idp.keys.algorithms import CONTENT_ENCRYPTION, KEY_ENCRYPTION

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
_SIGNED_ANSWERS = (
    "id_token_signed_response_alg",
    "authorization_signed_response_alg",
    "introspection_signed_response_alg",
    "userinfo_signed_response_alg",
)
_ENCRYPTED_ANSWERS = ("authorization", "id_token", "userinfo")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_RESOURCE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-\"$-~]{1,500}")
_OWN_SCOPE = re.compile(r"[a-z][a-z0-9._:-]{0,63}")
_SHORTEST_ID_TOKEN_SECONDS = 60


def check_client(client: Client, longest_id_token_seconds: int) -> None:
    """Refuse a registration that would be unsafe or could not work. Raises OperationError."""
    for check in _CHECKS:
        for problem in check(client):
            raise OperationError(problem)
    seconds = client.id_token_seconds or longest_id_token_seconds
    if not _SHORTEST_ID_TOKEN_SECONDS <= seconds <= longest_id_token_seconds:
        raise OperationError(f"id_token_seconds must be 60 to {longest_id_token_seconds}")


def _grant_types(client: Client) -> Iterator[str]:
    for grant_type in set(client.grant_types) - set(GRANT_TYPES):
        yield f"grant_types: {grant_type!r} is not one of {', '.join(GRANT_TYPES)}"
    if {"authorization_code", "implicit"} & {*client.grant_types} and not client.redirect_uris:
        yield "redirect_uris: at least one is needed"
    if client.is_public and (refused := _CONFIDENTIAL & {*client.grant_types}):
        yield f"grant_types: a client without authentication cannot use {', '.join(refused)}"


def _backchannel(client: Client) -> Iterator[str]:
    algorithm, allowed = (
        client.backchannel_authentication_request_signing_alg,
        rules_of(client).algorithms,
    )
    if algorithm is None:
        return
    if algorithm not in allowed:
        yield f"backchannel_authentication_request_signing_alg: not one of {', '.join(allowed)}"
    if not client.has_keys:
        yield "jwks: needed for backchannel_authentication_request_signing_alg"


def _delegation(client: Client) -> Iterator[str]:
    if TOKEN_EXCHANGE in client.grant_types and not client.token_exchange_audiences:
        yield "token_exchange_audiences: needed for the grant type token-exchange"
    if (client.assertion_issuer is None) is not (client.assertion_jwks is None):
        yield "assertion_issuer and assertion_jwks need each other"
    if client.assertion_issuer == client.id:
        yield "assertion_issuer: the client signs with its own keys already"
    if JWT_BEARER not in client.grant_types:
        return
    if not client.has_keys and client.assertion_jwks is None:
        yield "jwks: needed for the grant type jwt-bearer, or assertion_jwks"
    if client.subject_type is SubjectType.PAIRWISE:
        # A pairwise subject cannot be read backwards, which is what it is for.
        yield "subject_type: the grant type jwt-bearer needs public subjects"


def _response_types(client: Client) -> Iterator[str]:
    for response_type in client.response_types:
        if response_type not in RESPONSE_TYPES:
            yield f"response_types: {response_type!r} is not offered"
        elif response_type not in rules_of(client).response_types:
            yield f"response_types: {response_type!r} is not for profile {client.profile}"
        elif "code" not in response_type.split() and "implicit" not in client.grant_types:
            yield f"response_types: {response_type!r} needs grant type implicit"


def _authentication(client: Client) -> Iterator[str]:
    method = client.token_endpoint_auth_method
    if method not in rules_of(client).authentication_methods:
        yield f"token_endpoint_auth_method: {method} is not for profile {client.profile}"
    if method in _BY_OWN_KEYS and not client.has_keys:
        yield f"jwks or jwks_uri: needed for {method}"
    algorithm = client.token_endpoint_auth_signing_alg
    allowed = _ASSERTION_ALGORITHMS.get(method, rules_of(client).algorithms)
    if algorithm is not None and algorithm not in allowed:
        yield f"token_endpoint_auth_signing_alg: {algorithm!r} is not one of {', '.join(allowed)}"


def _keys(client: Client) -> Iterator[str]:
    if client.jwks is None:
        return
    if client.jwks_uri is not None:
        yield "jwks and jwks_uri exclude each other"
    try:
        check_jwks(client.jwks)
    except OperationError as error:
        yield str(error)


def _sector(client: Client) -> Iterator[str]:
    hosts = {urlsplit(uri).hostname for uri in client.redirect_uris}
    named = client.sector or client.sector_identifier_uri
    if client.subject_type is SubjectType.PAIRWISE and len(hosts) != 1 and not named:
        # OpenID Connect Core §8.1: which host would it be?
        yield "sector_identifier_uri: needed for pairwise subjects with several redirect hosts"


def _certificate(client: Client) -> Iterator[str]:
    names = {name: getattr(client, name) for name in _CERTIFICATE_NAMES}
    named = [name for name, value in names.items() if value is not None]
    by_authority = client.token_endpoint_auth_method is AuthenticationMethod.TLS_CLIENT_AUTH
    if len(named) != int(by_authority):
        yield "tls_client_auth: one of the tls_client_auth_… names is needed, and with it alone"
    if client.tls_client_auth_subject_dn is not None:
        try:
            x509.Name.from_rfc4514_string(client.tls_client_auth_subject_dn)
        except ValueError:
            yield "tls_client_auth_subject_dn is not a distinguished name (RFC 4514)"
    if client.tls_client_auth_san_ip is not None:
        try:
            ip_address(client.tls_client_auth_san_ip)
        except ValueError:
            yield "tls_client_auth_san_ip is not an IP address"


def _signature(client: Client) -> Iterator[str]:
    allowed = rules_of(client).algorithms
    for name in _SIGNED_ANSWERS:
        algorithm = getattr(client, name)
        if algorithm is not None and algorithm not in allowed:
            yield f"{name}: {algorithm!r} is not one of {', '.join(allowed)}"


def _encryption(client: Client) -> Iterator[str]:
    for answer in _ENCRYPTED_ANSWERS:
        names = (f"{answer}_encrypted_response_alg", f"{answer}_encrypted_response_enc")
        key_algorithm, content_algorithm = (getattr(client, name) for name in names)
        if key_algorithm is None:
            if content_algorithm is not None:
                yield f"{names[1]}: says nothing without {names[0]}"
            continue
        if key_algorithm not in KEY_ENCRYPTION:
            yield f"{names[0]}: {key_algorithm!r} is not one of {', '.join(KEY_ENCRYPTION)}"
        if content_algorithm not in (None, *CONTENT_ENCRYPTION):
            yield f"{names[1]}: {content_algorithm!r} is not one of {', '.join(CONTENT_ENCRYPTION)}"
        if not client.has_keys:
            yield f"jwks or jwks_uri: needed for {names[0]}"


def _requests(client: Client) -> Iterator[str]:
    rules, algorithm = rules_of(client), client.request_object_signing_alg
    allowed = (*rules.algorithms, *(["none"] if rules.unsigned_request_objects else ()))
    if algorithm is not None and algorithm not in allowed:
        yield f"request_object_signing_alg: {algorithm!r} is not one of {', '.join(allowed)}"
    if client.require_signed_request_object and algorithm == "none":
        yield "request_object_signing_alg: none contradicts require_signed_request_object"
    for resource in (*client.resources, *client.protected_resources):
        if not _RESOURCE.fullmatch(resource):
            yield f"resources: {resource!r} is not an absolute URI without fragment"


def _binding(client: Client) -> Iterator[str]:
    bound = client.dpop_bound_access_tokens or client.tls_client_certificate_bound_access_tokens
    for response_type in client.response_types:
        if bound and "token" in response_type.split():
            yield f"response_types: {response_type!r} gives tokens that cannot be bound to a key"


def _nonce(client: Client) -> Iterator[str]:
    if client.nonce_seconds is not None and client.start_uri is None:
        yield "start_uri: needed with nonce_seconds, for the parent who comes back too late"


def _scopes(client: Client) -> Iterator[str]:
    for scope in (*client.scopes, *client.implied_scopes):
        if scope not in SCOPES and not _OWN_SCOPE.fullmatch(scope):
            yield f"scopes: {scope!r} is not a scope"
    if not set(client.implied_scopes) <= set(client.scopes):
        yield "implied_scopes: must be among scopes"


def _branding(client: Client) -> Iterator[str]:
    if not _COLOUR.fullmatch(client.branding.colour):
        yield "branding.colour must be #rrggbb"


_CHECKS: tuple[Callable[[Client], Iterator[str]], ...] = (
    check_uris,  # first: others take addresses apart
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
    _branding,
)
