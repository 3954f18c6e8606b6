"""`/compte`: links to each part of the account."""

from idp.journeys.close_account import CloseAccount
from idp.journeys.own_addresses import OwnAddresses
from idp.journeys.own_children import OwnChildren
from idp.journeys.recent_additions import RecentAdditions
from idp.part import Part
from idp.web.frame import Answer
from idp.web.pages.guards import SIGNED_IN
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import ACCOUNT
from idp.web.views import AccountView


class AccountPage(Part):
    """Has no form."""

    path = ACCOUNT
    guard = SIGNED_IN

    own_addresses: OwnAddresses
    own_children: OwnChildren
    recent_additions: RecentAdditions
    close_account: CloseAccount
    elsewhere: bool

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page."""
        account_id = request.session.account_id
        addresses = self.own_addresses.list(account_id)
        return AccountView(
            elsewhere=self.elsewhere,
            suspended_count=len(self.recent_additions.list(request.session)),
            addresses=tuple(each.address.written for each in addresses),
            reopening_days=self.close_account.reopening_days(),
            children_count=len(self.own_children.list(account_id).linked),
        )
