"""Imports a school's export: read, sort, stage, compare, decide, publish.

Nothing of an import is visible until one statement publishes it. A failure before leaves the
registry in force unchanged, and rows that are deleted later.
"""

from idp.registry.importing.drop import Drop, dropped_name, located, unnamed
from idp.registry.importing.formats import ExportFile
from idp.registry.importing.imports import Imports
from idp.registry.importing.lifecycle import ImportLifecycle, hold_registry
from idp.registry.importing.model import ContactSource, Import, Received, State
from idp.registry.importing.preview import FileHead, TriedRow, look, try_rows
from idp.registry.importing.problem_rows import refusal_of
from idp.registry.importing.profile import (
    FIELDS,
    OPTIONAL_FIELDS,
    RELATIONSHIPS,
    ExportProfile,
    load_profile,
    read_profile,
)
from idp.registry.importing.profiles import NamedProfile, Profiles
from idp.registry.importing.report import OrganisationChange, Report, SchoolLoss, read_report
from idp.registry.importing.staging import Advance, Lease, Progress
from idp.registry.importing.thresholds import Excess, Why, excesses

__all__ = [
    "FIELDS",
    "OPTIONAL_FIELDS",
    "RELATIONSHIPS",
    "Advance",
    "ContactSource",
    "Drop",
    "Excess",
    "ExportFile",
    "ExportProfile",
    "FileHead",
    "Import",
    "ImportLifecycle",
    "Imports",
    "Lease",
    "NamedProfile",
    "OrganisationChange",
    "Profiles",
    "Progress",
    "Received",
    "Report",
    "SchoolLoss",
    "State",
    "TriedRow",
    "Why",
    "dropped_name",
    "excesses",
    "hold_registry",
    "load_profile",
    "located",
    "look",
    "read_profile",
    "read_report",
    "refusal_of",
    "try_rows",
    "unnamed",
]
