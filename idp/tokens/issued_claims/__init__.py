"""The school claims that tokens held, kept without a name, and derived again from the past.

Owns the table `issued_claim`: one row for each grant, child and registry import of which tokens
said `gpi_email_verified`; no address, no number, ids alone. Userinfo returns the same facts
by the same statement, for an access token that has a row here; it writes nothing.
"""

from idp.tokens.issued_claims.claim import IssuedClaim
from idp.tokens.issued_claims.issued_claims import IssuedClaims
from idp.tokens.issued_claims.rederivation import Derived, Rederivation, WrongReason
from idp.tokens.issued_claims.tally import Count, IssuedTally

__all__ = [
    "Count",
    "Derived",
    "IssuedClaim",
    "IssuedClaims",
    "IssuedTally",
    "Rederivation",
    "WrongReason",
]
