"""What was added to an account, in which browser, and what a recovery suspends.

Owns the table `account_browser`: the browsers that an account knows, and the second proofs that
were made in them. Additions stay in the packages that they belong to; each has a `Suspender`.
Decision 0020 says why.
"""

from idp.additions.additions import Additions
from idp.additions.browsers import AccountBrowsers
from idp.additions.model import UNPROVEN, Added, Addition, AdditionKind, KnownBrowser, Suspender
from idp.additions.recent import Recent

__all__ = [
    "UNPROVEN",
    "AccountBrowsers",
    "Added",
    "Addition",
    "AdditionKind",
    "Additions",
    "KnownBrowser",
    "Recent",
    "Suspender",
]
