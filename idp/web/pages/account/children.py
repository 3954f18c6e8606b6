"""`/compte/enfants`: the confirmed children, how many more there are, and a number to add one."""

from idp.journeys.confirm_child import ConfirmChild
from idp.journeys.own_children import OwnChildren
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.choices import organisation_choices
from idp.web.pages.guards import FRESH, SIGNED_IN
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import CHILDREN
from idp.web.views import ChildrenView


class ChildrenPage(Part):
    """The only page with names of children, for the parent who confirmed them.

    Its form needs a recent sign-in.
    """

    path = CHILDREN
    guard = SIGNED_IN.with_form(FRESH)

    own_children: OwnChildren
    confirm_child: ConfirmChild

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page."""
        account_id = request.session.account_id
        owned = self.own_children.list(account_id)
        return ChildrenView(
            children=owned.linked,
            unconfirmed_count=owned.unconfirmed,
            organisations=organisation_choices(request, self.confirm_child, account_id),
            organisation=request.text("organisation"),
            number=request.text("number"),
            each=self.confirm_child.each,
            number_length=self.confirm_child.number_length,
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Confirm a child, or remove one."""
        if request.text("action") == "remove":
            self.own_children.remove(request.session, request.text("link_id"))
            return Leave(request.to(CHILDREN, notice="child-removed"))
        self.confirm_child.confirm(
            request.session, request.text("organisation"), request.text("number"), request.visitor
        )
        return Leave(request.to(CHILDREN, notice="child-added"))
