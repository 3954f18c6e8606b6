"""The organisations that a form lets one choose from."""

from collections.abc import Iterable

from idp.doors.views import OrganisationChoice
from idp.registry import Organisation


def organisation_choices(
    organisations: Iterable[Organisation],
) -> tuple[OrganisationChoice, ...]:
    """Return them as forms show them."""
    return tuple(OrganisationChoice(each.code, each.name) for each in organisations)
