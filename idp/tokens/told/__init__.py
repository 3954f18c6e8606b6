"""What tokens told of the school, kept without a name, and derived again from the past.

Owns the table `told_claim`: one row for each grant, child and registry import of which tokens said
`gpi_email_verified`; no address, no number, ids alone. Userinfo tells the same facts by the same
statement, to who holds an access token that came with a row here; it writes nothing.
"""

from idp.tokens.told.claim import Claim
from idp.tokens.told.rederivation import Derived, Reason, Rederivation
from idp.tokens.told.tally import Count, ToldTally
from idp.tokens.told.telling import ToldClaims

__all__ = ["Claim", "Count", "Derived", "Reason", "Rederivation", "ToldClaims", "ToldTally"]
