"""Bringing a school's export into force: read, sort, stage, compare, publish.

Nothing of an import is visible until one statement publishes it. What fails before leaves the
registry in force as it was, and rows that the next import throws away.
"""

from idp.registry.importing.imports import Imports
from idp.registry.importing.profile import Profile, load_profile
from idp.registry.importing.report import Change, Report, Staged

__all__ = ["Change", "Imports", "Profile", "Report", "Staged", "load_profile"]
