"""The answer to a proof that is spent, expired, or another browser's."""

from idp.accounts import Purpose
from idp.errors import PersonError
from idp.journeys.steps import SIGN_IN
from idp.web.frame import Answer, Leave
from idp.web.pages.other_ways import return_to
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import ADDRESSES, SCHOOL_ADDRESS
from idp.web.pages.proof_address import address_page


def proof_gone(request: PageRequest, problem: PersonError) -> Answer:
    """Ask for the address again, filled in if the form held it; with a session, continue."""
    purpose = request.asked("purpose")
    if purpose == Purpose.JOIN.value:
        arrival = request.asked("arrivee")
        return Leave(request.to(SCHOOL_ADDRESS, arrivee=arrival, notice="step-over"))
    if request.session is not None:
        if purpose == Purpose.SECOND_PROOF.value:
            return Leave(request.to(return_to(request) or ADDRESSES))
        is_about_addresses = purpose in {Purpose.ADD_ADDRESS.value, Purpose.REMOVE_ADDRESS.value}
        return Leave(request.to(ADDRESSES) if is_about_addresses else request.onward())
    if purpose == Purpose.CLAIM.value:
        return Leave(request.to(SIGN_IN.path, notice="sign-in-over"))
    start = Purpose.RECOVER if purpose == Purpose.RECOVER.value else Purpose.SIGN_UP
    return address_page(start, request, request.text("address"), problem)
