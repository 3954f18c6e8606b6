"""Client authentication (RFC 6749 §2.3, OpenID Connect Core §9)."""

from idp.protocol.token.client_authentication.method import ClientAuthentication

__all__ = ["ClientAuthentication"]
