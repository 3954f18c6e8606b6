"""The provider's metadata (OpenID Connect Discovery §3, RFC 8414 §2)."""

from typing import Any

from idp.accounts.acr import ACR_VALUES
from idp.clients import DeliveryMode, SubjectType
from idp.clients.checks import GRANT_TYPES, SCOPES
from idp.clients.profiles import RESPONSE_MODES, RESPONSE_TYPES
from idp.keys.algorithms import ALGORITHMS, CONTENT_ENCRYPTION, KEY_ENCRYPTION
from idp.protocol.authorization.prompt import Prompt
from idp.protocol.registration_answer import PATH as REGISTRATION_PATH
from idp.protocol.session_management import CHECK_SESSION_PATH
from idp.protocol.token.binding import dpop
from idp.protocol.token.client_authentication.metadata import (
    authentication_metadata,
    with_aliases,
)
from idp.settings import Settings
from idp.tokens.claims import CLAIMS, verified_claims


def provider_metadata(signing_algorithms: tuple[str, ...], settings: Settings) -> dict[str, Any]:
    """Return the metadata document, with enabled features only."""
    issuer, mtls = settings.server.issuer, settings.mtls
    metadata = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "introspection_endpoint": f"{issuer}/introspect",
        "pushed_authorization_request_endpoint": f"{issuer}/par",
        "device_authorization_endpoint": f"{issuer}/device_authorization",
        "backchannel_authentication_endpoint": f"{issuer}/bc-authorize",
        "backchannel_token_delivery_modes_supported": [str(each) for each in DeliveryMode],
        "backchannel_authentication_request_signing_alg_values_supported": list(ALGORITHMS),
        "backchannel_user_code_parameter_supported": False,
        "revocation_endpoint": f"{issuer}/revoke",
        "end_session_endpoint": f"{issuer}/logout",
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "frontchannel_logout_supported": True,
        "frontchannel_logout_session_supported": True,
        "check_session_iframe": f"{issuer}{CHECK_SESSION_PATH}",
        "scopes_supported": list(SCOPES),
        "claims_supported": list(CLAIMS),
        "claim_types_supported": ["normal"],
        "response_types_supported": list(RESPONSE_TYPES),
        "response_modes_supported": list(RESPONSE_MODES),
        "grant_types_supported": list(GRANT_TYPES),
        "subject_types_supported": [str(each) for each in SubjectType],
        "acr_values_supported": list(ACR_VALUES),
        "prompt_values_supported": [str(prompt) for prompt in Prompt],
        "display_values_supported": ["page"],
        "ui_locales_supported": ["fr", "en"],
        "id_token_signing_alg_values_supported": sorted(signing_algorithms),
        "userinfo_signing_alg_values_supported": sorted(signing_algorithms),
        "authorization_signing_alg_values_supported": sorted(signing_algorithms),
        **authentication_metadata(mtls),
        "introspection_signing_alg_values_supported": sorted(signing_algorithms),
        "dpop_signing_alg_values_supported": list(dpop.ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
        "claims_parameter_supported": True,
        "verified_claims_supported": True,
        "trust_frameworks_supported": [verified_claims.TRUST_FRAMEWORK],
        "claims_in_verified_claims_supported": list(verified_claims.CLAIMS),
        "evidence_supported": [verified_claims.EVIDENCE],
        "electronic_records_supported": [verified_claims.RECORD],
        "request_parameter_supported": True,
        "request_uri_parameter_supported": True,
        "require_request_uri_registration": True,
        "request_object_signing_alg_values_supported": list(ALGORITHMS),
        "require_signed_request_object": False,
        "require_pushed_authorization_requests": False,
        "authorization_response_iss_parameter_supported": True,
    }
    for answer in ("id_token", "userinfo", "authorization"):
        metadata[f"{answer}_encryption_alg_values_supported"] = list(KEY_ENCRYPTION)
        metadata[f"{answer}_encryption_enc_values_supported"] = list(CONTENT_ENCRYPTION)
    if settings.registration.mode != "closed":
        metadata["registration_endpoint"] = f"{issuer}{REGISTRATION_PATH}"
    return with_aliases(metadata, mtls)
