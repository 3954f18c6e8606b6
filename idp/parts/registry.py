"""The registry's imports: built when they are asked for, since parents never need them."""

from functools import cached_property

from idp.operations.registry import RegistryOperations
from idp.operations.registry_course import RegistryCourse
from idp.operations.registry_files import RegistryFiles
from idp.operations.registry_problems import RegistryProblemOperations
from idp.operations.registry_profiles import RegistryProfileOperations
from idp.parts.entrance import Entrance
from idp.registry.importing import Course, Imports, Profiles, Spool


class WithRegistry(Entrance):
    """What brings a school's export into force."""

    @cached_property
    def registry_imports(self) -> Imports:
        """Reading and staging."""
        return Imports(
            database=self.database,
            vault=self.vault,
            clock=self.clock,
            settings=self.settings.registry,
        )

    @cached_property
    def registry_steps(self) -> Course:
        """The steps of an import."""
        return Course(vault=self.vault, clock=self.clock, settings=self.settings.registry)

    @cached_property
    def registry_profiles(self) -> Profiles:
        """How exports are read."""
        return Profiles(clock=self.clock, settings=self.settings.registry)

    @cached_property
    def registry_course(self) -> RegistryCourse:
        """What commands, the worker and administrators do with an import."""
        return RegistryCourse(
            database=self.database,
            imports=self.registry_imports,
            course=self.registry_steps,
            profiles=self.registry_profiles,
            children=self.children,
            audit=self.audit,
            clock=self.clock,
            settings=self.settings.registry,
        )

    @cached_property
    def registry_files(self) -> RegistryFiles:
        """What was uploaded or dropped."""
        return RegistryFiles(
            database=self.database,
            course=self.registry_steps,
            operation=self.registry_course,
            spool=Spool(self.settings.registry),
            clock=self.clock,
            settings=self.settings.registry,
        )

    @cached_property
    def registry_operations(self) -> RegistryOperations:
        """What administrators of the registry do."""
        return RegistryOperations(
            database=self.database,
            registry=self.registry,
            course=self.registry_steps,
            decisions=self.registry_course,
            files=self.registry_files,
            profiles=self.registry_profiles,
            children=self.children,
            audit=self.audit,
            clock=self.clock,
            settings=self.settings.registry,
        )

    @cached_property
    def registry_profile_operations(self) -> RegistryProfileOperations:
        """What administrators do with ways to read exports."""
        return RegistryProfileOperations(
            database=self.database,
            course=self.registry_steps,
            profiles=self.registry_profiles,
            vault=self.vault,
            audit=self.audit,
            clock=self.clock,
            settings=self.settings.registry,
        )

    @cached_property
    def registry_problem_operations(self) -> RegistryProblemOperations:
        """What administrators read of the rows that could not be used."""
        return RegistryProblemOperations(database=self.database, course=self.registry_steps)
