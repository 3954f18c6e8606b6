"""Sign-in by another provider: Microsoft, or any OpenID provider of the settings.

Owns the providers, the validation of their tokens, and the links from identities to accounts. Not
here: proving an address (`idp/accounts`), and what a person sees (`idp/journeys`).
"""

from idp.upstream.arrivals import Arrivals, UpstreamArrival
from idp.upstream.former_tenant import FormerTenant
from idp.upstream.links import UpstreamLinks
from idp.upstream.model import (
    Attempt,
    Identity,
    Link,
    ProviderButton,
    Returned,
    UpstreamAction,
    UpstreamPurpose,
)
from idp.upstream.outcomes import UpstreamError, UpstreamOutcome
from idp.upstream.upstreams import CALLBACK_PATH, Upstreams

__all__ = [
    "CALLBACK_PATH",
    "Arrivals",
    "Attempt",
    "FormerTenant",
    "Identity",
    "Link",
    "ProviderButton",
    "Returned",
    "UpstreamAction",
    "UpstreamArrival",
    "UpstreamError",
    "UpstreamLinks",
    "UpstreamOutcome",
    "UpstreamPurpose",
    "Upstreams",
]
