"""`/compte/preuve`: a code to an address of one's own, before something is added or kept."""

from idp.clock import Clock
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.other_ways import return_to
from idp.doors.pages.paths import ACCOUNT, CODE, RECENT_ADDITIONS, SECOND_PROOF
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.pages.visit import Visit
from idp.doors.views import ChoiceView, SecondProofPage
from idp.errors import PersonError
from idp.journeys.second_proof import SecondProof


class SecondProofDoor:
    """Leads back to the page that asked for it."""

    path = SECOND_PROOF

    def __init__(self, *, second_proof: SecondProof, clock: Clock) -> None:
        self._second_proof = second_proof
        self._clock = clock

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page, or go back where nothing needs to be proven."""
        session, back = visit.session, return_to(visit) or ACCOUNT
        if session is None:
            return to_sign_in(visit, back)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(visit, back)
        keeps = back == RECENT_ADDITIONS
        if problem is None and not keeps and not self._second_proof.is_due(session, visit.visitor):
            return Leave(visit.to(back))
        return SecondProofPage(
            frame=visit.frame_at(SECOND_PROOF, return_to=back),
            errors=errors_of(problem),
            choices=tuple(
                ChoiceView(each.id, each.address.written)
                for each in self._second_proof.choices(session, oldest=keeps)
            ),
            keeps=keeps,
            back_path=visit.to(back),
        )

    def act(self, visit: Visit) -> Answer:
        """Send the code."""
        session, back = visit.session, return_to(visit) or ACCOUNT
        if session is None:
            return to_sign_in(visit, back)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(visit, back)
        proof = self._second_proof.begin(session, visit.text("id"), visit.visitor)
        return Leave(visit.to(CODE, proof=proof.id, purpose=proof.purpose.value, return_to=back))


def second_proof_path(visit: Visit, back: str) -> str:
    """Return the address of the page that asks for a second proof and leads back to `back`."""
    return visit.to(SECOND_PROOF, return_to=back)


def proof_path(visit: Visit, second_proof: SecondProof, back: str) -> str:
    """Return where a second proof is given before something is added here; empty: none is due."""
    if visit.session is None or not second_proof.is_due(visit.session, visit.visitor):
        return ""
    return second_proof_path(visit, back)
