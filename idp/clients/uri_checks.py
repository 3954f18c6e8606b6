"""The addresses of a registration, by the name of each member (RFC 7591 §2, RFC 9700 §2.1)."""

from collections.abc import Iterator

from idp.clients.localized import localized
from idp.clients.model import ApplicationType, Client, Profile
from idp.clients.problem import Problem, problem
from idp.clients.profiles import rules_of
from idp.clients.uris import is_private_use, unsafe_uri
from idp.untrusted import split_uri

_ALONE = (
    *("start_uri", "initiate_login_uri", "jwks_uri", "sector_identifier_uri"),
    *("backchannel_logout_uri", "frontchannel_logout_uri"),
    "backchannel_client_notification_endpoint",
)
_OF_BRANDING = ("help_uri", "video_uri", "client_uri", "policy_uri", "tos_uri")
_HTTPS = (
    *("initiate_login_uri", "sector_identifier_uri"),
    "backchannel_client_notification_endpoint",
)


def check_uris(client: Client) -> Iterator[Problem]:
    """Yield the problems of the addresses."""
    for name, uri in _named(client):
        if reason := _unsafe(client, name, uri):
            yield problem(name, reason, value=uri)
    for name, uri in _never_plain(client):
        if not uri.startswith("https:"):
            yield problem(name, "uri_never_plain", value=uri)
    page = client.frontchannel_logout_uri
    # Front-Channel Logout §2: a client must not load another's page.
    if page and _origin(page) not in map(_origin, client.redirect_uris):
        yield problem("frontchannel_logout_uri", "frontchannel_origin", value=page)
    logo = client.branding.logo_uri
    if logo and not logo.startswith(("/static/", "https://")):
        yield problem("branding.logo_uri", "logo")


def _unsafe(client: Client, name: str, uri: str) -> str | None:
    """Return the key of the sentence why `uri` is refused there, or None."""
    if name == "redirect_uris" and is_private_use(uri):
        return None if _may_have_scheme(client) else "uri_private"
    return unsafe_uri(uri)


def _may_have_scheme(client: Client) -> bool:
    """Return whether the client may use a private-use scheme, which any program may claim.

    Its profile must require PKCE and allow no response type but `code` (RFC 8252 §8.1).
    """
    return client.application_type is ApplicationType.NATIVE and client.profile is Profile.DEFAULT


def _origin(uri: str) -> tuple[str, str]:
    parts = split_uri(uri)
    return parts.scheme, parts.netloc


def _never_plain(client: Client) -> Iterator[tuple[str, str]]:
    # OpenID Connect Core §4, §8.1; CIBA Core 1.0 §4
    for name in _HTTPS:
        if (uri := getattr(client, name)) is not None:
            yield name, uri
    if not rules_of(client).loopback_redirects:
        yield from (("redirect_uris", uri) for uri in client.redirect_uris)


def _named(client: Client) -> Iterator[tuple[str, str]]:
    yield from (("redirect_uris", uri) for uri in client.redirect_uris)
    yield from (("post_logout_redirect_uris", uri) for uri in client.post_logout_redirect_uris)
    # The fragment of a request URI names a version of its content (Core §6.2).
    yield from (("request_uris", uri.partition("#")[0]) for uri in client.request_uris)
    for name in _ALONE:
        if (uri := getattr(client, name)) is not None:
            yield name, uri
    for name in _OF_BRANDING:
        if (uri := getattr(client.branding, name)) is not None:
            yield f"branding.{name}", uri
    logo = client.branding.logo_uri
    if logo is not None and not logo.startswith("/static/"):
        yield "branding.logo_uri", logo
    for name, text in localized(client.localized).items():
        if not name.startswith("client_name"):
            yield name, text
