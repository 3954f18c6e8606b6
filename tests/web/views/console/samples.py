"""Every page of the console as an administrator may meet it."""

from tests.web.views.console.account_imports_samples import ACCOUNT_IMPORTS
from tests.web.views.console.administrators_samples import ADMINISTRATORS
from tests.web.views.console.columns_samples import COLUMNS
from tests.web.views.console.entry_samples import ENTRY
from tests.web.views.console.home_samples import HOME
from tests.web.views.console.journal_samples import JOURNAL
from tests.web.views.console.keys_samples import KEYS
from tests.web.views.console.people_samples import PEOPLE
from tests.web.views.console.portals_samples import PORTALS
from tests.web.views.console.registry_samples import REGISTRY
from tests.web.views.console.retention_samples import RETENTION
from tests.web.views.sample import Sample

CONSOLE: tuple[Sample, ...] = (
    *HOME,
    *ADMINISTRATORS,
    *PORTALS,
    *ENTRY,
    *REGISTRY,
    *COLUMNS,
    *JOURNAL,
    *KEYS,
    *PEOPLE,
    *ACCOUNT_IMPORTS,
    *RETENTION,
)
