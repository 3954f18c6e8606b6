"""Clients: the registered relying parties, and their secrets.

Owns the registration of a portal, and why it was refused. The checks of `idp/protocol` decide
what it may do.
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
