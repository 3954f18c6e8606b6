"""The organisations to choose from in a form: none unless a number is ambiguous."""

from idp.ids import AccountId
from idp.journeys.confirm_child import ConfirmChild
from idp.web.pages.page_request import PageRequest
from idp.web.views import OrganisationChoice

_IN_DOUBT = "PRV-CHILD-BOARD"


def organisation_choices(
    request: PageRequest,
    confirm_child: ConfirmChild,
    account_id: AccountId,
) -> tuple[OrganisationChoice, ...]:
    """Return those that list the parent, once a number was ambiguous, until it is resolved."""
    if not request.text("organisation") and request.problem_code != _IN_DOUBT:
        return ()
    return tuple(OrganisationChoice(*each) for each in confirm_child.boards(account_id))
