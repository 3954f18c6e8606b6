"""Every page of the console as an administrator may meet it."""

from tests.doors.views.console.administrators_samples import ADMINISTRATORS
from tests.doors.views.console.entry_samples import ENTRY
from tests.doors.views.console.journal_samples import JOURNAL
from tests.doors.views.console.keys_samples import KEYS
from tests.doors.views.console.people_samples import PEOPLE
from tests.doors.views.console.portals_samples import PORTALS
from tests.doors.views.console.registry_samples import REGISTRY
from tests.doors.views.console.retention_samples import RETENTION
from tests.doors.views.sample import Sample

CONSOLE: tuple[Sample, ...] = (
    *ADMINISTRATORS,
    *PORTALS,
    *ENTRY,
    *REGISTRY,
    *JOURNAL,
    *KEYS,
    *PEOPLE,
    *RETENTION,
)
