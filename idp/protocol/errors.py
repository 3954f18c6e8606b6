"""The errors returned to a relying party, one class per code.

Sources: RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, OpenID Connect Core §3.1.2.6. Descriptions are
ASCII, for developers; what a parent reads is `PersonError`'s.
"""

from typing_extensions import override

from idp.clients.refusals import Refusal
from idp.errors import PersonError


class ProtocolError(Exception):
    """An OAuth error; `description` is public, and states what to change."""

    code = "server_error"
    status = 400

    def __init__(self, description: str = "", *, refusal: Refusal | None = None) -> None:
        super().__init__(f"{self.code}: {description}")
        self.description = description
        self.refusal = refusal
        """Of which portal, and why, where its developer has nothing else to learn it by."""

    @property
    def headers(self) -> dict[str, str]:
        """Headers that the error response needs."""
        return {}


class InvalidRequestError(ProtocolError):
    """A parameter is missing, malformed, repeated or too long."""

    code = "invalid_request"


class EncryptionKeyMissingError(ProtocolError):
    """The answer must be encrypted, and the client publishes no key for it."""

    code = "invalid_request"


class InvalidClientError(ProtocolError):
    """Client authentication failed (RFC 6749 §5.2)."""

    code = "invalid_client"
    status = 401


class InvalidGrantError(ProtocolError):
    """The code or refresh token is invalid, or another client's."""

    code = "invalid_grant"


class UnauthorizedClientError(ProtocolError):
    """The client is not registered for this."""

    code = "unauthorized_client"


class UnsupportedGrantTypeError(ProtocolError):
    """The grant type is not supported."""

    code = "unsupported_grant_type"


class UnsupportedResponseTypeError(ProtocolError):
    """The response type is not offered, or not to this client."""

    code = "unsupported_response_type"


class InvalidScopeError(ProtocolError):
    """A scope is malformed or more than was granted."""

    code = "invalid_scope"


class AccessDeniedError(ProtocolError):
    """The person, or the school's registry, refused."""

    code = "access_denied"


class PasswordForgottenError(AccessDeniedError):
    """The person forgot the password, and the portal has its own way for that (Azure AD B2C)."""


class LoginRequiredError(ProtocolError):
    """A sign-in would be needed, and `prompt=none` forbids asking."""

    code = "login_required"


class InteractionRequiredError(ProtocolError):
    """A page would have to be shown, and `prompt=none` forbids it."""

    code = "interaction_required"


class AccountSelectionRequiredError(ProtocolError):
    """The person would have to choose an account, and `prompt=none` forbids asking."""

    code = "account_selection_required"


class ConsentRequiredError(ProtocolError):
    """The person would have to agree, and `prompt=none` forbids asking."""

    code = "consent_required"


class UnmetAuthenticationRequirementsError(ProtocolError):
    """The essential `acr` cannot be reached (OpenID Connect Core Unmet Authentication 1.0)."""

    code = "unmet_authentication_requirements"


class InvalidRequestObjectError(ProtocolError):
    """The request object is malformed, expired or wrongly signed (RFC 9101)."""

    code = "invalid_request_object"


class InvalidRequestUriError(ProtocolError):
    """The request object cannot be fetched, or its URI is not registered (RFC 9101)."""

    code = "invalid_request_uri"


class RequestUriNotSupportedError(ProtocolError):
    """This client has no request objects by reference (OpenID Connect Core §3.1.2.6)."""

    code = "request_uri_not_supported"


class InvalidTargetError(ProtocolError):
    """The resource is not one that the client may ask for (RFC 8707 §2)."""

    code = "invalid_target"


class InvalidAuthorizationDetailsError(ProtocolError):
    """The authorization details are malformed, or of a type not offered (RFC 9396 §5)."""

    code = "invalid_authorization_details"


class TooManyRequestsError(ProtocolError):
    """The client sent too many requests (RFC 9126 §2.3)."""

    code = "temporarily_unavailable"
    status = 429


class TemporarilyUnavailableError(ProtocolError):
    """The request cannot be answered for the moment (RFC 6749 §4.1.2.1)."""

    code = "temporarily_unavailable"


class RegistrationNotSupportedError(ProtocolError):
    """The `registration` parameter is not accepted (OpenID Connect Core §7.2.1)."""

    code = "registration_not_supported"


class AuthorizationPendingError(ProtocolError):
    """The person has not answered yet (RFC 8628 §3.5, CIBA Core §11)."""

    code = "authorization_pending"


class SlowDownError(ProtocolError):
    """The client asks too often; it waits five seconds more from now on (RFC 8628 §3.5)."""

    code = "slow_down"


class ExpiredTokenError(ProtocolError):
    """Nobody answered in time (RFC 8628 §3.5, CIBA Core §11)."""

    code = "expired_token"


class RegistrationClosedError(ProtocolError):
    """Clients do not register themselves here (RFC 7591 §3.2.2, RFC 6750 §3.1)."""

    code = "access_denied"
    status = 403


class InvalidRedirectUriError(ProtocolError):
    """A redirect URI is missing or cannot be registered (RFC 7591 §3.2.2)."""

    code = "invalid_redirect_uri"


class InvalidClientMetadataError(ProtocolError):
    """A member is of the wrong kind, not offered, or contradicts another (RFC 7591 §3.2.2)."""

    code = "invalid_client_metadata"


class InvalidSoftwareStatementError(ProtocolError):
    """The software statement is not a signed JWT (RFC 7591 §3.2.2)."""

    code = "invalid_software_statement"


class UnapprovedSoftwareStatementError(ProtocolError):
    """The software statement's issuer is not accepted here (RFC 7591 §3.2.2)."""

    code = "unapproved_software_statement"


class UnknownUserIdError(ProtocolError):
    """The hint names nobody, and this client may know it (CIBA Core §13)."""

    code = "unknown_user_id"


class ExpiredLoginHintTokenError(ProtocolError):
    """The token that names the person is too old (CIBA Core §13)."""

    code = "expired_login_hint_token"


class InvalidBindingMessageError(ProtocolError):
    """The binding message is too long, or has a forbidden character (CIBA Core §13)."""

    code = "invalid_binding_message"


class InvalidTokenError(ProtocolError):
    """The access token is expired, revoked, altered, or of another kind (RFC 6750 §3.1)."""

    code = "invalid_token"
    status = 401


class InvalidDpopProofError(ProtocolError):
    """The DPoP proof is missing, malformed, for another request, or used before (RFC 9449 §5)."""

    code = "invalid_dpop_proof"


class UseDpopNonceError(ProtocolError):
    """The DPoP proof must contain the nonce in this answer (RFC 9449 §8, §9)."""

    code = "use_dpop_nonce"

    def __init__(self, nonce: str) -> None:
        super().__init__("the DPoP proof needs the nonce of this answer")
        self._nonce = nonce

    @property
    @override
    def headers(self) -> dict[str, str]:
        """The nonce."""
        return {"DPoP-Nonce": self._nonce}


class InsufficientScopeError(ProtocolError):
    """The access token lacks the scope needed (RFC 6750 §3.1)."""

    code = "insufficient_scope"
    status = 403


class NotRedirectableError(PersonError):
    """The client or its redirect URI is unknown: an error page is shown, without a redirect.

    Otherwise the provider would be an open redirector (RFC 6749 §4.1.2.1).
    """

    def __init__(self, code: str, message_key: str, *, refusal: Refusal | None = None) -> None:
        super().__init__(code, message_key)
        self.refusal = refusal
