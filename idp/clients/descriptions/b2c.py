"""The manifest of an application in Azure AD B2C, and its portal's settings section.

The manifest as the Azure portal shows it (`replyUrlsWithType`) or as Microsoft Graph returns it
(`web`, `spa`, `publicClient`); beside either, or alone, `AzureAdB2C` of an `appsettings.json`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from idp.clients.b2c_policy import PolicyJourney
from idp.clients.descriptions.reading import DescribedClient, Note, Reader
from idp.clients.model import AuthenticationMethod, Profile
from idp.clients.problem import ClientRefused, problem
from idp.untrusted import split_uri

_SECTION = "AzureAdB2C"
_NONCE_SECONDS = 900
"""How long .NET honours its own nonce."""
_POLICIES = ("SignUpSignInPolicyId", "ResetPasswordPolicyId", "EditProfilePolicyId")
_OF_AZURE_ALONE = (
    *("id", "appId", "createdDateTime", "addIns", "api", "accessTokenAcceptedVersion"),
    *("publisherDomain", "signInAudience", "verifiedPublisher", "certification", "tags"),
    *("acceptMappedClaims", "knownClientApplications", "preAuthorizedApplications", "errorUrl"),
    *("oauth2RequirePostResponse", "parentalControlSettings", "samlMetadataUrl", "logoUrl"),
    *("@odata.context", "deletedDateTime", "servicePrincipalLockConfiguration", "defaultPolicies"),
)
_WEB, _SPA, _INSTALLED = "Web", "Spa", "InstalledClient"


def read_b2c(content: Mapping[str, Any]) -> DescribedClient:
    """Return the client that `content` describes. Raises ClientRefused for a wrong type."""
    reader = Reader("b2c", content)
    section = reader.inside(_SECTION)
    _identity(reader, section)
    kinds = _addresses(reader)
    _kind(reader, kinds)
    _policies(reader, section)
    if reader.content.get("passwordCredentials") or section.text("ClientSecret"):
        reader.safer("passwordCredentials", "secret")
    if reader.content.get("keyCredentials"):
        reader.left("keyCredentials", "certificate")
    reader.seen("passwordCredentials", "keyCredentials", *_OF_AZURE_ALONE)
    reader.leave_rest()
    section.seen("Instance", "TenantId", "CallbackPath", "SignedOutCallbackPath")
    section.leave_rest(f"{_SECTION}.")
    return reader.done()


def _identity(reader: Reader, section: Reader) -> None:
    client_id = reader.text("appId") or section.text("ClientId")
    reader.take("appId", "id", client_id)
    name = reader.text("displayName") or reader.text("name") or client_id
    reader.take("displayName", "branding.name_fr", name)
    reader.branding["name_en"] = name
    for source, inside in (
        ("info", reader.inside("info")),
        ("", reader.inside("informationalUrls")),
    ):
        known = source or "informationalUrls"
        for names, target in (
            (("privacyStatementUrl", "privacy"), "policy_uri"),
            (("termsOfServiceUrl", "termsOfService"), "tos_uri"),
            (("supportUrl", "support"), "help_uri"),
        ):
            for each in names:
                reader.take(f"{known}.{each}", f"branding.{target}", inside.text(each))


def _addresses(reader: Reader) -> dict[str, list[str]]:
    """Return the redirect URIs by the kind of program that B2C registered for each."""
    found: dict[str, list[str]] = {_WEB: [], _SPA: [], _INSTALLED: []}
    for each in _objects(reader, "replyUrlsWithType"):
        found.setdefault(each.text("type") or _WEB, []).append(each.text("url"))
    web = reader.inside("web")
    found[_WEB] += web.texts("redirectUris")
    found[_SPA] += reader.inside("spa").texts("redirectUris")
    found[_INSTALLED] += reader.inside("publicClient").texts("redirectUris")
    uris = reader.addresses("replyUrls", [uri for each in found.values() for uri in each])
    reader.take("replyUrls", "redirect_uris", uris)
    # B2C accepted any address after sign-out.
    reader.members["post_logout_redirect_uris"] = uris
    reader.safer("post_logout_redirect_uri", "signed_out_anywhere")
    _of_a_web_site(reader, web, uris)
    return found


def _of_a_web_site(reader: Reader, web: Reader, uris: list[str]) -> None:
    start = web.text("homePageUrl") or reader.text("homepage") or reader.text("signInUrl")
    reader.take("homePageUrl", "start_uri", start)
    if start:
        reader.members["nonce_seconds"] = _NONCE_SECONDS
    page = web.text("logoutUrl") or reader.text("logoutUrl")
    if page and _origin(page) in map(_origin, uris):
        reader.take("logoutUrl", "frontchannel_logout_uri", page)
    elif page:
        reader.left("logoutUrl", "other_origin")
    granted = web.inside("implicitGrantSettings")
    id_tokens = granted.flag("enableIdTokenIssuance") or reader.flag(
        "oauth2AllowIdTokenImplicitFlow"
    )
    tokens = granted.flag("enableAccessTokenIssuance") or reader.flag("oauth2AllowImplicitFlow")
    if id_tokens:
        reader.note("taken", Note("oauth2AllowIdTokenImplicitFlow", "response_types"))
    if tokens:
        reader.safer("oauth2AllowImplicitFlow", "implicit")
    reader.members["response_types"] = ["code", "code id_token"] if id_tokens else ["code"]


def _kind(reader: Reader, found: dict[str, list[str]]) -> None:
    public = reader.flag("allowPublicClient") or reader.flag("isFallbackPublicClient")
    alone = not found[_WEB] and (found[_SPA] or found[_INSTALLED] or public)
    grants = ["authorization_code", "refresh_token"]
    if alone:
        # MSAL in browsers and on phones does PKCE, so no exception is needed.
        method, profile = AuthenticationMethod.NONE, Profile.DEFAULT
        reader.members["response_types"] = ["code"]
    else:
        method, profile = AuthenticationMethod.POST, Profile.LEGACY
        if found[_SPA] or found[_INSTALLED]:
            reader.left("spa", "two_kinds")
    if found[_INSTALLED] and alone:
        reader.members["application_type"] = "native"
    reader.members |= {
        "token_endpoint_auth_method": str(method),
        "profile": str(profile),
        "grant_types": grants,
        # Such portals ask for `openid` alone, and expect their policy's claims in the ID token.
        "scopes": ["openid", "profile", "email", "gpi", "offline_access"],
        "implied_scopes": ["email", "gpi"],
        "scope_claims_in_id_token": True,
    }


def _policies(reader: Reader, section: Reader) -> None:
    tenants = [section.text("Domain")]
    tenants += [split_uri(uri).hostname or "" for uri in reader.texts("identifierUris")]
    tenant = next((each for each in tenants if each), reader.text("publisherDomain"))
    policies = [section.text(each) for each in _POLICIES]
    named = list(dict.fromkeys(each for each in policies if each))
    if tenant and named:
        aliases = [f"{tenant}/{policy}" for policy in named]
        reader.take(f"{_SECTION}.SignUpSignInPolicyId", "aliases", aliases)
        reader.members["policies"] = list(_journeys(*policies))
    else:
        reader.left(f"{_SECTION}.SignUpSignInPolicyId", "no_policy")


def _journeys(sign_in: str, reset: str, edit: str) -> Iterator[dict[str, Any]]:
    """Yield what the policies ask, in the order of `_POLICIES`.

    A portal that names a policy to reset the password waits for `AADB2C90118`.
    """
    if reset:
        yield {"name": sign_in, "reports_forgotten_password": True}
        yield {"name": reset, "journey": str(PolicyJourney.RESET_PASSWORD)}
    if edit:
        yield {"name": edit, "journey": str(PolicyJourney.EDIT_PROFILE)}


def _objects(reader: Reader, name: str) -> list[Reader]:
    reader.seen(name)
    value = reader.content.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise ClientRefused(problem(name, "must_be_list"))
    return [Reader(reader.format, each) for each in value]


def _origin(uri: str) -> tuple[str, str]:
    parts = split_uri(uri)
    return parts.scheme, parts.netloc
