"""Claims about a person, read when a token is minted and never kept.

`release.py` decides what goes where; `standard.py` and `gpi.py` read the present values.
"""

from idp.tokens.claims.release import CLAIMS, Claims

__all__ = ["CLAIMS", "Claims"]
