"""Whether the database is where this installation left it, or was put back to an earlier day.

Owns `restoration`, and the file in which each machine keeps how far the database had come: outside
of the database, since a backup that is restored takes everything in it back. What has to end when
it was is decided above (`idp/installation/restoring.py`; decision 0021).
"""

from idp.continuity.continuity import Continuity
from idp.continuity.restorations import Restorations

__all__ = ["Continuity", "Restorations"]
