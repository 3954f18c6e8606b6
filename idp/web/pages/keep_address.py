"""`/adresse-a-garder`: the link in the message about a removal; needs no session.

Opening the page changes nothing: programs open links in messages before people do.
"""

from idp.errors import PersonError
from idp.journeys.remove_address import RemoveAddress
from idp.normalisation.dates import day
from idp.part import Part
from idp.web.frame import Answer, FormResult, Shown
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
        if request.result is not None:
            return _page(request, request.result.address)
        token = request.asked("jeton")
        try:
            removal = self.remove_address.find_by_link(token)
        except PersonError as over:
            shown = request.problem or over
            return ErrorView(
                frame=request.frame_at(KEEP_ADDRESS), code=shown.code, message_key=shown.message_key
            )
        return KeepAddressView(
            frame=request.frame_at(KEEP_ADDRESS, jeton=token),
            address=removal.address.written,
            removed_on=day(removal.removal_at, request.locale),
            token=token,
            kept=False,
            recover_path=RECOVER,
        )

    def act(self, request: PageRequest) -> Answer:
        """Keep the address."""
        kept = self.remove_address.keep_by_link(request.asked("jeton")).address.written
        return Shown(_page(request, kept), at=KEEP_ADDRESS, result=FormResult(address=kept))


def _page(request: PageRequest, kept: str) -> KeepAddressView:
    return KeepAddressView(
        frame=request.frame_at(KEEP_ADDRESS), address=kept, kept=True, recover_path=RECOVER
    )
