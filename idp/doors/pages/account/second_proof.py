"""`/compte/preuve`: a code to an address of one's own, before something is added or kept."""

from idp.clock import Clock
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.other_ways import return_to
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import ACCOUNT, CODE, RECENT_ADDITIONS, SECOND_PROOF
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.views import ChoiceView, SecondProofPage
from idp.errors import PersonError
from idp.journeys.second_proof import SecondProof


class SecondProofDoor:
    """Leads back to the page that asked for it."""

    path = SECOND_PROOF

    def __init__(self, *, second_proof: SecondProof, clock: Clock) -> None:
        self._second_proof = second_proof
        self._clock = clock

    def show(self, request: PageRequest, problem: PersonError | None = None) -> Answer:
        """Return the page, or go back where nothing needs to be proven."""
        session, back = request.session, return_to(request) or ACCOUNT
        if session is None:
            return to_sign_in(request, back)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(request, back)
        keeps = back == RECENT_ADDITIONS
        if (
            problem is None
            and not keeps
            and not self._second_proof.is_due(session, request.visitor)
        ):
            return Leave(request.to(back))
        return SecondProofPage(
            frame=request.frame_at(SECOND_PROOF, return_to=back),
            errors=errors_of(problem),
            choices=tuple(
                ChoiceView(each.id, each.address.written)
                for each in self._second_proof.choices(session, oldest=keeps)
            ),
            keeps=keeps,
            back_path=request.to(back),
        )

    def act(self, request: PageRequest) -> Answer:
        """Send the code."""
        session, back = request.session, return_to(request) or ACCOUNT
        if session is None:
            return to_sign_in(request, back)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(request, back)
        proof = self._second_proof.begin(session, request.text("id"), request.visitor)
        return Leave(request.to(CODE, proof=proof.id, purpose=proof.purpose.value, return_to=back))


def second_proof_path(request: PageRequest, back: str) -> str:
    """Return the address of the page that asks for a second proof and leads back to `back`."""
    return request.to(SECOND_PROOF, return_to=back)


def proof_path(request: PageRequest, second_proof: SecondProof, back: str) -> str:
    """Return where a second proof is given before something is added here; empty: none is due."""
    if request.session is None or not second_proof.is_due(request.session, request.visitor):
        return ""
    return second_proof_path(request, back)
