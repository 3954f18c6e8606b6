"""The words that a person would put into a password first."""

from idp.journeys.visitor import Visitor
from idp.normalisation.address import Address
from idp.settings import Settings


def password_context(settings: Settings, visitor: Visitor, *addresses: Address) -> tuple[str, ...]:
    """Return the words refused in a new password: the service, the portal, the addresses."""
    return (
        settings.pages.name,
        visitor.portal,
        *(address.normal for address in addresses),
    )
