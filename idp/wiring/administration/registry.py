"""The actions on the registry, none of which parents need."""

from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.problems import RegistryProblemActions
from idp.administration.registry.profiles import RegistryProfileActions
from idp.wiring import Provider


def registry_actions(provider: Provider) -> tuple[object, ...]:
    """Return the parts that declare the actions on the registry."""
    imports, settings = provider.imports, provider.settings.registry
    actions = RegistryActions(
        database=provider.database,
        registry=provider.directory.registry,
        lifecycle=imports.lifecycle,
        decisions=imports.decisions,
        files=imports.received_files,
        profiles=imports.profiles,
        children=provider.directory.children,
        administrators=provider.directory.administrators,
        audit=provider.audit,
        clock=provider.clock,
        settings=settings,
    )
    profiles = RegistryProfileActions(
        database=provider.database,
        lifecycle=imports.lifecycle,
        profiles=imports.profiles,
        vault=provider.vault,
        audit=provider.audit,
        clock=provider.clock,
        settings=settings,
        accented_addresses=provider.settings.mail.accented_addresses,
    )
    problems = RegistryProblemActions(database=provider.database, lifecycle=imports.lifecycle)
    return (actions, problems, profiles)
