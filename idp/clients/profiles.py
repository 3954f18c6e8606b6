"""The rules of each profile: the one table that every check reads.

`default` follows RFC 9700 and OAuth 2.1, `legacy` OpenID Connect Core 1.0 as older portals know
it, `fapi2` the FAPI 2.0 Security Profile. A client's registration may ask for less, never more.
"""

from types import MappingProxyType

from msgspec import Struct

from idp.clients.model import AuthenticationMethod, Client, Profile
from idp.clock import MINUTE


class Rules(Struct, frozen=True):
    """One column of the table."""

    response_types: tuple[str, ...]
    """What a client may be registered for; words in alphabetical order."""
    response_modes: tuple[str, ...]
    pkce_required: bool
    """A public client always needs PKCE, whatever its profile (RFC 9700 §2.1.1)."""
    pushed_request_required: bool
    """Every authorization request goes through the pushed endpoint (RFC 9126 §5)."""
    signed_request_required: bool
    """Every authorization request is a signed object (RFC 9101 §10.5)."""
    unsigned_request_objects: bool
    """A client may register `request_object_signing_alg` as `none` (OpenID Connect Core §6.1)."""
    request_objects_alone: bool
    """Beside a request object nothing counts (RFC 9101 §6.3); else what it does not say may be
    said outside (OpenID Connect Core §6.1)."""
    request_objects_dated: bool
    """A request object says iss, aud, nbf and exp, and lives for an hour at most (FAPI 2.0
    Message Signing §5.3.1)."""
    openid_required: bool
    """A request without the scope `openid` is refused; else it is plain OAuth 2.0."""
    sender_constraint_required: bool
    """Every access token is bound to a key of the client (RFC 8705, RFC 9449)."""
    authentication_methods: tuple[AuthenticationMethod, ...]
    endpoint_as_audience: bool
    """A client assertion may name the endpoint it is sent to, or a list that holds issuer or
    endpoint (OpenID Connect Core §9); else the issuer as one string and nothing else."""
    algorithms: tuple[str, ...]
    """Signatures (JWS) in either direction."""
    refresh_rotates: bool
    """A refresh token is good once; else it stays the same, bound to its client (FAPI 2.0
    §5.3.2.1)."""
    longest_code_seconds: int
    loopback_redirects: bool
    """Besides https, http on the person's own machine (RFC 8252 §7.3)."""


_FRONT_CHANNEL = ("id_token", "id_token token", "code token", "code id_token token")
_SIGNED_MODES = ("jwt", "query.jwt", "fragment.jwt", "form_post.jwt")

RULES = MappingProxyType(
    {
        Profile.DEFAULT: Rules(
            response_types=("code",),
            response_modes=("query", "fragment", "form_post", *_SIGNED_MODES),
            pkce_required=True,
            pushed_request_required=False,
            signed_request_required=False,
            unsigned_request_objects=False,
            request_objects_alone=False,
            request_objects_dated=False,
            openid_required=True,
            sender_constraint_required=False,
            authentication_methods=tuple(AuthenticationMethod),
            endpoint_as_audience=False,
            algorithms=("RS256", "PS256", "ES256", "EdDSA"),
            refresh_rotates=True,
            longest_code_seconds=10 * MINUTE,
            loopback_redirects=True,
        ),
        Profile.LEGACY: Rules(
            response_types=("code", "code id_token", *_FRONT_CHANNEL),
            response_modes=("query", "fragment", "form_post", *_SIGNED_MODES),
            pkce_required=False,
            pushed_request_required=False,
            signed_request_required=False,
            unsigned_request_objects=True,
            request_objects_alone=False,
            request_objects_dated=False,
            openid_required=True,
            sender_constraint_required=False,
            authentication_methods=tuple(AuthenticationMethod),
            endpoint_as_audience=True,
            algorithms=("RS256", "PS256", "ES256", "EdDSA"),
            refresh_rotates=True,
            longest_code_seconds=10 * MINUTE,
            loopback_redirects=True,
        ),
        Profile.FAPI2: Rules(
            response_types=("code",),
            response_modes=("query", "form_post", "jwt", "query.jwt", "form_post.jwt"),
            pkce_required=True,
            pushed_request_required=True,
            signed_request_required=False,
            unsigned_request_objects=False,
            request_objects_alone=True,
            request_objects_dated=True,
            openid_required=False,
            sender_constraint_required=True,
            authentication_methods=(
                AuthenticationMethod.PRIVATE_KEY_JWT,
                AuthenticationMethod.TLS_CLIENT_AUTH,
                AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
            ),
            endpoint_as_audience=False,
            algorithms=("PS256", "ES256", "EdDSA"),
            refresh_rotates=False,
            longest_code_seconds=MINUTE,
            loopback_redirects=False,
        ),
    }
)
RESPONSE_TYPES = RULES[Profile.LEGACY].response_types
RESPONSE_MODES = RULES[Profile.LEGACY].response_modes
"""What some profile allows, in the order in which it is announced."""


def rules_of(client: Client) -> Rules:
    """Return the rules of the profile of `client`."""
    return RULES[client.profile]
