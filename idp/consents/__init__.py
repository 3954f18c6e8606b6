"""Consents of a person to a portal: asked for once, and stored.

Owns the table `consent`. Which portals ask at all is the client's registration.
"""

from idp.consents.consents import Consents
from idp.consents.model import Consent

__all__ = ["Consent", "Consents"]
