"""The transmitter's metadata (OpenID Shared Signals Framework 1.0 §7.1)."""

from typing import Any

from idp.protocol.shared_signals import paths
from idp.protocol.shared_signals.stream_request import POLL, PUSH


def transmitter_metadata(issuer: str) -> dict[str, Any]:
    """Return the metadata document."""
    return {
        "spec_version": "1_0",
        "issuer": issuer,
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "delivery_methods_supported": [PUSH, POLL],
        "configuration_endpoint": f"{issuer}{paths.CONFIGURATION}",
        "status_endpoint": f"{issuer}{paths.STATUS}",
        "add_subject_endpoint": f"{issuer}{paths.ADD_SUBJECT}",
        "remove_subject_endpoint": f"{issuer}{paths.REMOVE_SUBJECT}",
        "verification_endpoint": f"{issuer}{paths.VERIFICATION}",
        "authorization_schemes": [{"spec_urn": "urn:ietf:rfc:6749"}],
        "default_subjects": "ALL",
        # A receiver that ignored `session` would end all of the person's sessions.
        "critical_subject_members": ["user", "session"],
    }
