"""Metadata about client authentication (RFC 8414 §2, RFC 8705 §3.3, §5)."""

from typing import Any

from idp.clients import AuthenticationMethod
from idp.keys.algorithms import ALGORITHMS
from idp.settings import MtlsSettings

_OF_BROWSERS = {"authorization_endpoint", "end_session_endpoint"}


def authentication_metadata(mtls: MtlsSettings) -> dict[str, Any]:
    """Return the members, for every endpoint that clients call."""
    methods = [str(method) for method in AuthenticationMethod if _is_offered(method, mtls)]
    provable = [method for method in methods if method != AuthenticationMethod.NONE]
    algorithms = ["HS256", *ALGORITHMS, "Ed25519"]
    offered = {"token": methods, "introspection": provable, "revocation": methods}
    members: dict[str, Any] = {}
    for endpoint, names in offered.items():
        members[f"{endpoint}_endpoint_auth_methods_supported"] = names
        members[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = algorithms
    return {**members, "tls_client_certificate_bound_access_tokens": bool(mtls.header)}


def with_aliases(metadata: dict[str, Any], mtls: MtlsSettings) -> dict[str, Any]:
    """Return `metadata` with the mutual TLS alias of each endpoint (RFC 8705 §5)."""
    if not mtls.header or not mtls.origin:
        return metadata
    issuer = metadata["issuer"]
    aliases = {
        name: f"{mtls.origin}{uri.removeprefix(issuer)}"
        for name, uri in metadata.items()
        if name.endswith("_endpoint") and name not in _OF_BROWSERS
    }
    return {**metadata, "mtls_endpoint_aliases": aliases}


def _is_offered(method: AuthenticationMethod, mtls: MtlsSettings) -> bool:
    if method is AuthenticationMethod.TLS_CLIENT_AUTH:
        return bool(mtls.header and mtls.authorities_file)
    return method is not AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH or bool(mtls.header)
