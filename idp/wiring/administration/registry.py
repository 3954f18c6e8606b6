"""The registry's imports, of which parents never need anything."""

from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.problems import RegistryProblemActions
from idp.administration.registry.profiles import RegistryProfileActions
from idp.imports.decisions import ImportDecisions
from idp.imports.received_files import ReceivedFiles
from idp.once import built_once
from idp.registry.importing import Drop, ImportLifecycle, Imports, Profiles, Uploads
from idp.wiring import Provider


class RegistryAdministration:
    """What brings a school's export into force: for commands, the worker and administrators."""

    def __init__(self, provider: Provider) -> None:
        self._database = provider.database
        self._vault = provider.vault
        self._clock = provider.clock
        self._audit = provider.audit
        self._directory = provider.directory
        self._settings = provider.settings.registry

    @built_once
    def operations(self) -> tuple[object, ...]:
        """What declares every action on the registry."""
        problems = RegistryProblemActions(database=self._database, course=self.steps)
        return (self.registry_operations, problems, self.profile_operations)

    @built_once
    def drop(self) -> Drop | None:
        if not self._settings.drop_directory:
            return None
        return Drop(clock=self._clock, settings=self._settings)

    @built_once
    def imports(self) -> Imports:
        return Imports(
            database=self._database,
            vault=self._vault,
            clock=self._clock,
            settings=self._settings,
        )

    @built_once
    def steps(self) -> ImportLifecycle:
        return ImportLifecycle(vault=self._vault, clock=self._clock, settings=self._settings)

    @built_once
    def profiles(self) -> Profiles:
        return Profiles(clock=self._clock, settings=self._settings)

    @built_once
    def course(self) -> ImportDecisions:
        return ImportDecisions(
            database=self._database,
            imports=self.imports,
            course=self.steps,
            profiles=self.profiles,
            children=self._directory.children,
            audit=self._audit,
            clock=self._clock,
            settings=self._settings,
        )

    @built_once
    def files(self) -> ReceivedFiles:
        return ReceivedFiles(
            database=self._database,
            course=self.steps,
            operation=self.course,
            uploads=Uploads(self._settings),
            drop=self.drop,
            clock=self._clock,
            settings=self._settings,
        )

    @built_once
    def registry_operations(self) -> RegistryActions:
        return RegistryActions(
            database=self._database,
            registry=self._directory.registry,
            course=self.steps,
            decisions=self.course,
            files=self.files,
            profiles=self.profiles,
            children=self._directory.children,
            audit=self._audit,
            clock=self._clock,
            settings=self._settings,
        )

    @built_once
    def profile_operations(self) -> RegistryProfileActions:
        return RegistryProfileActions(
            database=self._database,
            course=self.steps,
            profiles=self.profiles,
            vault=self._vault,
            audit=self._audit,
            clock=self._clock,
            settings=self._settings,
        )
