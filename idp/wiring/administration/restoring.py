"""What ends all that a restored database brought back."""

from idp.installation.restored_endings import Services
from idp.installation.restoring import Restoring
from idp.journeys.table import END_EVERY_JOURNEY
from idp.wiring import Provider


def restoring(provider: Provider) -> Restoring:
    """Return the part that ends what a restored database brought back."""
    directory = provider.directory
    return Restoring(
        database=provider.database,
        continuity=provider.continuity,
        restorations=provider.restorations,
        services=Services(
            accounts=directory.accounts,
            addresses=directory.addresses,
            authenticators=directory.authenticators,
            additions=directory.additions,
            account_browsers=directory.account_browsers,
            consents=directory.consents,
            recent=directory.recent,
            key_lifecycle=provider.key_lifecycle,
            notices=provider.notices,
            clock=provider.clock,
            issuer=provider.issuer,
        ),
        registry=directory.registry,
        retention=provider.closing.retention,
        audit=provider.audit,
        also=(("requests of portals that waited", END_EVERY_JOURNEY),),
    )
