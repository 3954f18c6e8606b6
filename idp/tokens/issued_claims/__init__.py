"""What tokens told of the school, kept without a name, and derived again from the past.

Owns the table `issued_claim`: one row for each grant, child and registry import of which tokens
said `gpi_email_verified`; no address, no number, ids alone. Userinfo tells the same facts by the
same statement, to who holds an access token that came with a row here; it writes nothing.
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
