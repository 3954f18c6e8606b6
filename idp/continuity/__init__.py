"""Detects that the database was restored to an earlier day.

Owns `restoration`, and the file in which each machine records the database's position: outside of
the database, since restoring a backup resets everything in it. What must end after a restoration is
decided in `idp/installation/restoring.py` (decision 0021).
"""

from idp.continuity.continuity import Continuity
from idp.continuity.restorations import Restorations

__all__ = ["Continuity", "Restorations"]
