"""People whom another provider vouches for: Microsoft, or any OpenID provider of the settings.

Owns: which providers there are, whether their word may be believed, and which identity opens which
account. Not here: proving an address (`idp/accounts`), and what a person sees (`idp/journeys`).
"""

from idp.upstream.arrivals import Arrival, Arrivals
from idp.upstream.links import Links
from idp.upstream.model import Arrived, Attempt, Identity, Link, Offer, Purpose, Wish
from idp.upstream.outcomes import Outcome, UpstreamError
from idp.upstream.upstreams import CALLBACK_PATH, Upstreams

__all__ = [
    "CALLBACK_PATH",
    "Arrival",
    "Arrivals",
    "Arrived",
    "Attempt",
    "Identity",
    "Link",
    "Links",
    "Offer",
    "Outcome",
    "Purpose",
    "UpstreamError",
    "Upstreams",
    "Wish",
]
