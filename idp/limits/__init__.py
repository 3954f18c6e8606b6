"""Budgets of tries: counted in the database, shared by every process.

Owns the counters and the browsers that have signed in to an account before. Does not own what is
done when a budget is used up.
"""

from idp.limits.known_browsers import KnownBrowsers
from idp.limits.limits import Charge, Left, Limits
from idp.limits.names import Budget
from idp.limits.network import network_of

__all__ = ["Budget", "Charge", "KnownBrowsers", "Left", "Limits", "network_of"]
