"""`/lettre`: the code of an activation letter, typed or brought by its QR code."""

from idp.journeys.steps import CONFIRM_CHILD, SIGN_IN, SIGN_UP
from idp.journeys.use_letter import UseLetter
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import PUBLIC, signed_in
from idp.web.pages.help_path import help_path
from idp.web.pages.other_ways import letter_return
from idp.web.pages.page_request import PageRequest, SignedInRequest
from idp.web.pages.paths import ADDRESSES, CHILDREN, LETTER
from idp.web.views import LetterView


class LetterPage(Part):
    """A code in a link only fills the field: a person must send it."""

    path = LETTER
    guard = PUBLIC.with_form(signed_in(lambda request: letter_return(request.text("code"))))

    use_letter: UseLetter

    def show(self, request: PageRequest) -> Answer:
        """Return the page; without a session, with a sign-in that returns to it."""
        code = request.asked("code")
        session = request.session
        proven = self.use_letter.addresses(session.account_id) if session else ()
        back = {} if request.journey else {"return_to": letter_return(code)}
        return LetterView(
            signed_in=session is not None,
            code=code,
            addresses=proven,
            chosen=request.text("address") or (proven[0].id if proven else ""),
            sign_in_path=request.to(SIGN_IN.path, **back),
            sign_up_path=request.to(SIGN_UP.path, **back),
            add_address_path=request.to(ADDRESSES),
            help_path=help_path(request, request.problem_code),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Put the chosen address on file, and continue to the child's number."""
        self.use_letter.use(
            request.session, request.text("address"), request.text("code"), request.visitor
        )
        path = CONFIRM_CHILD.path if request.journey else CHILDREN
        return Leave(request.to(path, notice="letter-used"))
