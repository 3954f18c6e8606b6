"""The organisations that a form lets one choose from: none, unless there is a doubt."""

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
    """Return those that list the parent, once a number left a doubt, and while it is answered."""
    if not request.text("organisation") and request.problem_code != _IN_DOUBT:
        return ()
    return tuple(OrganisationChoice(*each) for each in confirm_child.boards(account_id))
