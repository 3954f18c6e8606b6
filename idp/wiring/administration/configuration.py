"""What files say of the installation, in the order in which it is applied."""

from msgspec.structs import fields

from idp.administration.administrators.configured import ConfiguredAdministrators
from idp.administration.configuration.applying import Configuration
from idp.administration.portals.configured import ConfiguredPortals
from idp.administration.registry.configured import ConfiguredOrganisations
from idp.administration.registry.configured_profiles import ConfiguredProfiles
from idp.administration.retention.configured import ConfiguredRetention
from idp.settings import Settings
from idp.wiring import Provider
from idp.wiring.administration.portals import PortalAdministration


def configuration(provider: Provider, portals: PortalAdministration) -> Configuration:
    """Return the part that applies files, and writes them."""
    return Configuration(
        database=provider.database,
        administrators=provider.directory.administrators,
        kinds=(
            ConfiguredRetention(),
            ConfiguredProfiles(),
            ConfiguredOrganisations(),
            ConfiguredPortals(writing=portals.writing),
            ConfiguredAdministrators(),
        ),
        settings=frozenset(each.name for each in fields(Settings)),
    )
