"""`/compte/reunion`: an address of the other account, its code, what is merged, and the button."""

from idp.accounts import Purpose, Session
from idp.errors import PersonError
from idp.journeys.merge_accounts import MergeAccounts
from idp.journeys.prove_address import ProveAddress
from idp.journeys.second_proof import SecondProof
from idp.part import Part
from idp.web.frame import Answer, Leave, Problem, errors_of
from idp.web.pages.account.second_proof import proof_path, second_proof_path
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import ACCOUNT, CODE, MERGE
from idp.web.views import MergeAddressView, MergeView


class MergingPage(Part):
    """The sign-in must be recent."""

    path = MERGE
    guard = FRESH

    merge_accounts: MergeAccounts
    prove_address: ProveAddress
    second_proof: SecondProof

    def show(self, request: SignedInRequest) -> Answer:
        """Return the form for the address; once its code was entered, what is merged."""
        proof = self.prove_address.look_up(request.asked("proof"), request.visitor)
        if proof is None or proof.proven_at is None or request.text("action") == "begin":
            return self._form(request)
        try:
            kept, lost = self.merge_accounts.preview(request.session.account_id, proof)
        except PersonError as refused:
            return self._form(request, refused)
        return MergeView(proof=proof.id, kept=kept, lost=lost)

    def act(self, request: SignedInRequest) -> Answer:
        """Send a code to the other account's address, or merge the two."""
        if request.text("action") != "merge":
            return self._begin(request, request.session)
        return self._merge(request, request.session)

    def _begin(self, request: SignedInRequest, session: Session) -> Leave:
        if self.second_proof.is_due(session, request.visitor):
            return Leave(second_proof_path(request, MERGE))
        proof = self.prove_address.begin(
            request.text("address"),
            Purpose.MERGE,
            request.visitor,
            session,
            former=request.asked("proof"),
        )
        return Leave(request.to(CODE, proof=proof.id, purpose=proof.purpose.value))

    def _merge(self, request: SignedInRequest, session: Session) -> Leave:
        proof = self.prove_address.find(request.asked("proof"), request.visitor)
        self.merge_accounts.merge(session, proof, request.visitor)
        return Leave(request.to(ACCOUNT, notice="accounts-merged"))

    def _form(self, request: SignedInRequest, refused: Problem | None = None) -> MergeAddressView:
        return MergeAddressView(
            frame=request.frame_at(MERGE),
            errors=errors_of(refused),
            signed_in_as=request.frame.signed_in_as or "",
            typed=request.text("address"),
            proof_path=proof_path(request, self.second_proof, MERGE),
        )
