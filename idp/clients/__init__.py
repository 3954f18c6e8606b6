"""Clients: the relying parties that an administrator registered, and their secrets.

Owns what is known of a portal. Does not own what it is allowed at an endpoint: the checks of
`idp/protocol` read it there.
"""

from idp.clients.cache import Clients
from idp.clients.model import (
    AuthenticationMethod,
    Branding,
    Client,
    DeliveryMode,
    LanguagePolicy,
    MatchPolicy,
    Profile,
    StoredSecret,
    SubjectType,
)

__all__ = [
    "AuthenticationMethod",
    "Branding",
    "Client",
    "Clients",
    "DeliveryMode",
    "LanguagePolicy",
    "MatchPolicy",
    "Profile",
    "StoredSecret",
    "SubjectType",
]
