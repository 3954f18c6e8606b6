"""Keycloak's client representation, as its console and `kcadm` export it."""

from collections.abc import Mapping
from typing import Any

from idp.clients.checks import CIBA, DEVICE_CODE, SCOPES
from idp.clients.descriptions.reading import DescribedClient, Note, Reader
from idp.clients.model import AuthenticationMethod
from idp.keys.algorithms import ALGORITHMS

_METHODS = {
    "client-secret": AuthenticationMethod.BASIC,
    "client-secret-jwt": AuthenticationMethod.CLIENT_SECRET_JWT,
    "client-jwt": AuthenticationMethod.PRIVATE_KEY_JWT,
    "client-x509": AuthenticationMethod.TLS_CLIENT_AUTH,
}
_OF_KEYCLOAK_ALONE = (
    *("id", "protocol", "enabled", "alwaysDisplayInConsole", "surrogateAuthRequired"),
    *("notBefore", "nodeReRegistrationTimeout", "authenticationFlowBindingOverrides", "access"),
    *("fullScopeAllowed", "frontchannelLogout", "origin", "registeredNodes"),
)
_ATTRIBUTES_OF_KEYCLOAK_ALONE = (
    *("realm_client", "client.secret.creation.time", "client.secret.expiration.time"),
    *("display.on.consent.screen", "backchannel.logout.session.required", "use.jwks.url"),
    *("backchannel.logout.revoke.offline.tokens", "client.use.lightweight.access.token.enabled"),
    *("oauth2.jwt.authorization.grant.enabled", "standard.token.exchange.enabled"),
)
_ATTRIBUTE_URIS = (
    ("backchannel.logout.url", "backchannel_logout_uri"),
    ("frontchannel.logout.url", "frontchannel_logout_uri"),
    ("jwks.url", "jwks_uri"),
    ("logoUri", "branding.logo_uri"),
    ("policyUri", "branding.policy_uri"),
    ("tosUri", "branding.tos_uri"),
)
_ATTRIBUTE_FLAGS = (
    ("require.pushed.authorization.requests", "require_pushed_authorization_requests"),
    ("tls.client.certificate.bound.access.tokens", "tls_client_certificate_bound_access_tokens"),
    ("dpop.bound.access.tokens", "dpop_bound_access_tokens"),
)
_ATTRIBUTE_ALGORITHMS = (
    ("id.token.signed.response.alg", "id_token_signed_response_alg"),
    ("user.info.response.signature.alg", "userinfo_signed_response_alg"),
    ("token.endpoint.auth.signing.alg", "token_endpoint_auth_signing_alg"),
)


def read_keycloak(content: Mapping[str, Any]) -> DescribedClient:
    """Return the client that `content` describes. Raises ClientRefused for a wrong type."""
    reader = Reader("keycloak", content)
    attributes = reader.inside("attributes")
    reader.take("clientId", "id", reader.text("clientId"))
    name = reader.text("name") or reader.text("clientId")
    reader.take("name", "branding.name_fr", name)
    reader.branding["name_en"] = name
    if reader.text("protocol") not in ("", "openid-connect"):
        reader.note("refused", Note("protocol", why="saml", value=reader.text("protocol")))
    _authentication(reader, attributes)
    _grants(reader, attributes)
    _addresses(reader, attributes)
    _scopes(reader)
    if reader.flag("consentRequired"):
        reader.take("consentRequired", "asks_consent", value=True)
    if reader.flag("bearerOnly"):
        reader.left("bearerOnly", "bearer_only")
    if not reader.flag("enabled", default=True):
        reader.left("enabled", "disabled_there")
    _attributes(attributes)
    reader.seen(*_OF_KEYCLOAK_ALONE)
    reader.leave_rest()
    attributes.seen(*_ATTRIBUTES_OF_KEYCLOAK_ALONE)
    attributes.leave_rest("attributes.")
    return reader.done()


def _authentication(reader: Reader, attributes: Reader) -> None:
    kind = reader.text("clientAuthenticatorType") or "client-secret"
    if reader.flag("publicClient"):
        method, source = AuthenticationMethod.NONE, "publicClient"
    else:
        method = _METHODS.get(kind, AuthenticationMethod.BASIC)
        source = "clientAuthenticatorType"
    reader.take(source, "token_endpoint_auth_method", str(method))
    if method is AuthenticationMethod.TLS_CLIENT_AUTH:
        subject = attributes.text("x509.subjectdn")
        reader.take("attributes.x509.subjectdn", "tls_client_auth_subject_dn", subject)
    if reader.text("secret"):
        reader.safer("secret", "secret")


def _grants(reader: Reader, attributes: Reader) -> None:
    grants = []
    if reader.flag("standardFlowEnabled", default=True):
        grants.append(("standardFlowEnabled", "authorization_code"))
        if attributes.flag("use.refresh.tokens", default=True):
            grants.append(("attributes.use.refresh.tokens", "refresh_token"))
    if reader.flag("serviceAccountsEnabled") and not reader.flag("publicClient"):
        grants.append(("serviceAccountsEnabled", "client_credentials"))
    for name, grant in (
        ("oauth2.device.authorization.grant.enabled", DEVICE_CODE),
        ("oidc.ciba.grant.enabled", CIBA),
    ):
        if attributes.flag(name):
            grants.append((f"attributes.{name}", grant))
    for source, grant in grants:
        reader.note("taken", Note(source, "grant_types", value=grant))
    reader.members["grant_types"] = [grant for _, grant in grants]
    _unsafe_flows(reader, attributes)


def _unsafe_flows(reader: Reader, attributes: Reader) -> None:
    if reader.flag("implicitFlowEnabled"):
        reader.safer("implicitFlowEnabled", "implicit")
    if reader.flag("directAccessGrantsEnabled"):
        reader.safer("directAccessGrantsEnabled", "password_grant")
    if attributes.text("pkce.code.challenge.method") != "S256":
        reader.safer("attributes.pkce.code.challenge.method", "pkce")


def _addresses(reader: Reader, attributes: Reader) -> None:
    root = reader.text("rootUrl").replace("${authBaseUrl}", "")
    uris = reader.addresses("redirectUris", reader.texts("redirectUris"), root)
    reader.take("redirectUris", "redirect_uris", uris)
    start = reader.addresses("baseUrl", [reader.text("baseUrl")], root)
    reader.take("baseUrl", "start_uri", start[0] if start else root)
    said = attributes.text("post.logout.redirect.uris")
    after = [] if said in ("", "-") else said.split("##")
    named = [uri for each in after for uri in (uris if each == "+" else [each])]
    source = "attributes.post.logout.redirect.uris"
    reader.take(source, "post_logout_redirect_uris", reader.addresses(source, named, root))
    if reader.texts("webOrigins"):
        reader.left("webOrigins", "origins")


def _scopes(reader: Reader) -> None:
    named = dict.fromkeys(
        (*reader.texts("defaultClientScopes"), *reader.texts("optionalClientScopes"))
    )
    if not named:
        return
    known = [scope for scope in named if scope in SCOPES]
    reader.take("defaultClientScopes", "scopes", ["openid", *known, "gpi"])
    for scope in named:
        if scope not in SCOPES and scope not in _SCOPES_OF_KEYCLOAK_ALONE:
            reader.note("left", Note("optionalClientScopes", why="nothing_alike", value=scope))


_SCOPES_OF_KEYCLOAK_ALONE = ("web-origins", "acr", "basic", "roles", "microprofile-jwt")


def _attributes(attributes: Reader) -> None:
    for name, target in _ATTRIBUTE_URIS:
        attributes.take(f"attributes.{name}", target, attributes.text(name))
    for name, target in _ATTRIBUTE_FLAGS:
        attributes.take(f"attributes.{name}", target, attributes.flag(name) or None)
    for name, target in _ATTRIBUTE_ALGORITHMS:
        algorithm = attributes.text(name)
        if algorithm in ALGORITHMS:
            attributes.take(f"attributes.{name}", target, algorithm)
        elif algorithm not in ("", "any"):
            attributes.safer(f"attributes.{name}", "algorithm")
