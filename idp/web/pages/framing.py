"""The frame of a page: the portal one is signing in to, and what every form needs."""

from urllib.parse import urlencode, urlsplit

from idp.clients import Client, LanguagePolicy
from idp.clients.localized import in_language, localized
from idp.clients.uris import is_private_use
from idp.ids import new_id
from idp.journeys.journey import Journey
from idp.journeys.language import policy_of
from idp.web.frame.kept_forms import ATTEMPT
from idp.web.views import Frame, PortalLink, ShownPortal

KEPT = (
    *("proof", "purpose", "arrivee", "return_to", "from", "error_code", "user_code", "offre"),
    *("adresse", "jeton", "etape", ATTEMPT),
)
"""Query parameters, beside the journey, that an address keeps through a detour."""


def kept_address(path: str, asked: dict[str, str], journey: Journey | None) -> str:
    """Return the address of the page at `path`, with what of `asked` it keeps, and the journey.

    `asked` are the parameters of its address or form.
    """
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    if journey is not None:
        kept["journey"] = journey.id
    return f"{path}?{urlencode(kept)}" if kept else path


def frame_for(
    *,
    address: str,
    locale: str,
    csrf: str,
    client: Client | None,
    journey: Journey | None,
    signed_in_as: str | None,
) -> Frame:
    """Return the frame of the page at `address`, which is a `kept_address`."""
    policy = policy_of(client)
    return Frame(
        locale=locale,
        portal=None if client is None else _portal(client, journey, locale),
        journey=journey.id if journey else None,
        csrf=csrf,
        path=address,
        languages=("fr",) if policy is LanguagePolicy.FRENCH else ("fr", "en"),
        signed_in_as=signed_in_as,
        shown=new_id(),
        returns=journey is None or journey.request.approves is None,
        app_scheme=_app_scheme(journey),
    )


def portal_link(client: Client | None, locale: str) -> PortalLink | None:
    """Return the way to the portal, if an administrator said where it starts."""
    uri = client.home_uri if client else None
    return PortalLink(client.branding.name(locale), uri) if client and uri else None


def _app_scheme(journey: Journey | None) -> str | None:
    uri = journey.request.to.redirect_uri if journey else ""
    return urlsplit(uri).scheme if is_private_use(uri) else None


def _portal(client: Client, journey: Journey | None, locale: str) -> ShownPortal:
    branding, said = client.branding, localized(client.localized)
    uri = journey.request.to.redirect_uri if journey else client.redirect_uris[0]
    return ShownPortal(
        name=branding.name(locale),
        logo_uri=branding.logo_uri,
        colour=branding.colour,
        support_address=branding.support_address,
        support_telephone=branding.support_telephone,
        help_uri=branding.help_uri,
        video_uri=branding.video_uri,
        host=urlsplit(uri).hostname or urlsplit(uri).scheme,
        policy_uri=in_language(said, "policy_uri", locale) or branding.policy_uri,
        tos_uri=in_language(said, "tos_uri", locale) or branding.tos_uri,
    )
