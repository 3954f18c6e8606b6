"""`/adresse-a-garder`: the link in the message about a removal; needs no session.

Opening the page changes nothing: programs open links in messages before people do.
"""

from idp.accounts.model import Removal
from idp.errors import PersonError
from idp.journeys.remove_address import RemoveAddress
from idp.normalisation.dates import day
from idp.part import Part
from idp.web.frame import Answer
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import KEEP_ADDRESS, RECOVER
from idp.web.views import ErrorView, KeepAddressView


class KeepAddressPage(Part):
    """The link is a secret of the mailbox, valid once."""

    path = KEEP_ADDRESS
    guard = PUBLIC

    remove_address: RemoveAddress

    def show(self, request: PageRequest) -> Answer:
        """Return the page with its button, or say that no removal waits."""
        token = request.asked("jeton")
        try:
            removal = self.remove_address.find_by_link(token)
        except PersonError as over:
            shown = request.problem or over
            return ErrorView(
                frame=request.frame_at(KEEP_ADDRESS), code=shown.code, message_key=shown.message_key
            )
        return self._page(request, removal, token)

    def act(self, request: PageRequest) -> Answer:
        """Keep the address."""
        token = request.asked("jeton")
        return self._page(request, self.remove_address.keep_by_link(token), token, kept=True)

    @staticmethod
    def _page(request: PageRequest, removal: Removal, token: str, *, kept: bool = False) -> Answer:
        return KeepAddressView(
            frame=request.frame_at(KEEP_ADDRESS, **({} if kept else {"jeton": token})),
            address=removal.address.written,
            removed_on=day(removal.removal_at, request.locale),
            token=token,
            kept=kept,
            recover_path=RECOVER,
        )
