"""`/compte/preuve`: a code to one's own address, before something is added or kept."""

from idp.journeys.second_proof import SecondProof
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import fresh
from idp.web.pages.other_ways import return_to
from idp.web.pages.page_request import PageRequest, SignedInRequest
from idp.web.pages.paths import ACCOUNT, CODE, RECENT_ADDITIONS, SECOND_PROOF
from idp.web.views import SecondProofView


def _back(request: PageRequest) -> str:
    return return_to(request) or ACCOUNT


class SecondProofPage(Part):
    """Returns to the page that asked for it."""

    path = SECOND_PROOF
    guard = fresh(_back)

    second_proof: SecondProof

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page, or go back when no proof is due."""
        session, back = request.session, _back(request)
        keeps = back == RECENT_ADDITIONS
        if (
            request.problem is None
            and not keeps
            and not self.second_proof.is_due(session, request.visitor)
        ):
            return Leave(request.to(back))
        return SecondProofView(
            frame=request.frame_at(SECOND_PROOF, return_to=back),
            choices=self.second_proof.choices(session, oldest=keeps),
            keeps=keeps,
            back_path=request.to(back),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Send the code."""
        session, back = request.session, _back(request)
        proof = self.second_proof.begin(session, request.text("id"), request.visitor)
        return Leave(request.to(CODE, proof=proof.id, purpose=proof.purpose.value, return_to=back))


def second_proof_path(request: SignedInRequest, back: str) -> str:
    """Return the address of the page that asks for a second proof and returns to `back`."""
    return request.to(SECOND_PROOF, return_to=back)


def proof_path(request: SignedInRequest, second_proof: SecondProof, back: str) -> str:
    """Return the address of the second proof that an addition needs here, or ""."""
    if not second_proof.is_due(request.session, request.visitor):
        return ""
    return second_proof_path(request, back)
