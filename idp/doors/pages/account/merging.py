"""`/compte/reunion`: an address of the other account, its code, what is joined, and the button."""

from idp.accounts import Purpose, Session
from idp.clock import Clock
from idp.doors.pages.account.second_proof import proof_path, second_proof_path
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import ACCOUNT, CODE, MERGE
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.views import MergeAddressPage, MergePage, MergeSideView
from idp.errors import PersonError
from idp.journeys.merge_accounts import MergeAccounts, Side
from idp.journeys.prove_address import ProveAddress
from idp.journeys.second_proof import SecondProof
from idp.spelling.dates import day


class MergingDoor:
    """Nobody joins accounts in a browser that was left open: the password must be recent."""

    path = MERGE

    def __init__(
        self,
        *,
        merge_accounts: MergeAccounts,
        prove_address: ProveAddress,
        second_proof: SecondProof,
        clock: Clock,
    ) -> None:
        self._second_proof = second_proof
        self._merge_accounts = merge_accounts
        self._prove_address = prove_address
        self._clock = clock

    def show(self, request: PageRequest, problem: PersonError | None = None) -> Answer:
        """Return the form for the address, or what is joined once its code came back."""
        if request.session is None:
            return to_sign_in(request, MERGE)
        if not is_fresh(request.session, self._clock):
            return to_sign_in_again(request, MERGE)
        proof = self._prove_address.look_up(request.asked("proof"), request.visitor)
        if proof is None or proof.proven_at is None or request.text("action") == "begin":
            return self._form(request, problem)
        try:
            kept, lost = self._merge_accounts.preview(request.session.account_id, proof)
        except PersonError as refused:
            return self._form(request, refused)
        return MergePage(
            frame=request.frame,
            errors=errors_of(problem),
            proof=proof.id,
            kept=_view(kept, request.locale),
            lost=_view(lost, request.locale),
        )

    def act(self, request: PageRequest) -> Answer:
        """Send a code to the other account's address, or join the two."""
        if request.session is None:
            return to_sign_in(request, MERGE)
        if not is_fresh(request.session, self._clock):
            return to_sign_in_again(request, MERGE)
        if request.text("action") != "merge":
            return self._begin(request, request.session)
        return self._merge(request, request.session)

    def _begin(self, request: PageRequest, session: Session) -> Leave:
        if self._second_proof.is_due(session, request.visitor):
            return Leave(second_proof_path(request, MERGE))
        proof = self._prove_address.begin(
            request.text("address"),
            Purpose.MERGE,
            request.visitor,
            session,
            former=request.asked("proof"),
        )
        return Leave(request.to(CODE, proof=proof.id, purpose=proof.purpose.value))

    def _merge(self, request: PageRequest, session: Session) -> Leave:
        proof = self._prove_address.find(request.asked("proof"), request.visitor)
        self._merge_accounts.merge(session, proof, request.visitor)
        return Leave(request.to(ACCOUNT, notice="accounts-merged"))

    def _form(self, request: PageRequest, problem: PersonError | None) -> MergeAddressPage:
        return MergeAddressPage(
            frame=request.frame_at(MERGE),
            errors=errors_of(problem),
            signed_in_as=request.frame.signed_in_as or "",
            typed=request.text("address"),
            proof_path=proof_path(request, self._second_proof, MERGE),
        )


def _view(side: Side, locale: str) -> MergeSideView:
    return MergeSideView(
        addresses=side.addresses,
        created_on=day(side.account.created_at, locale),
        children=side.children,
        portals=side.portals,
        identities=side.identities,
    )
