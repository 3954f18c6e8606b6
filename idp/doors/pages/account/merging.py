"""`/compte/reunion`: an address of the other account, its code, what is joined, and the button."""

from idp.accounts import Purpose, Session
from idp.clock import Clock
from idp.doors.pages.account.second_proof import proof_path, second_proof_path
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.paths import ACCOUNT, CODE, MERGE
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.pages.visit import Visit
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

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the form for the address, or what is joined once its code came back."""
        if visit.session is None:
            return to_sign_in(visit, MERGE)
        if not is_fresh(visit.session, self._clock):
            return to_sign_in_again(visit, MERGE)
        proof = self._prove_address.look_up(visit.asked("proof"), visit.visitor)
        if proof is None or proof.proven_at is None or visit.text("action") == "begin":
            return self._form(visit, problem)
        try:
            kept, lost = self._merge_accounts.preview(visit.session.account_id, proof)
        except PersonError as refused:
            return self._form(visit, refused)
        return MergePage(
            frame=visit.frame,
            errors=errors_of(problem),
            proof=proof.id,
            kept=_view(kept, visit.locale),
            lost=_view(lost, visit.locale),
        )

    def act(self, visit: Visit) -> Answer:
        """Send a code to the other account's address, or join the two."""
        if visit.session is None:
            return to_sign_in(visit, MERGE)
        if not is_fresh(visit.session, self._clock):
            return to_sign_in_again(visit, MERGE)
        if visit.text("action") != "merge":
            return self._begin(visit, visit.session)
        return self._merge(visit, visit.session)

    def _begin(self, visit: Visit, session: Session) -> Leave:
        if self._second_proof.is_due(session, visit.visitor):
            return Leave(second_proof_path(visit, MERGE))
        proof = self._prove_address.begin(
            visit.text("address"),
            Purpose.MERGE,
            visit.visitor,
            session,
            former=visit.asked("proof"),
        )
        return Leave(visit.to(CODE, proof=proof.id, purpose=proof.purpose.value))

    def _merge(self, visit: Visit, session: Session) -> Leave:
        proof = self._prove_address.find(visit.asked("proof"), visit.visitor)
        self._merge_accounts.merge(session, proof, visit.visitor)
        return Leave(visit.to(ACCOUNT, notice="accounts-merged"))

    def _form(self, visit: Visit, problem: PersonError | None) -> MergeAddressPage:
        return MergeAddressPage(
            frame=visit.frame_at(MERGE),
            errors=errors_of(problem),
            signed_in_as=visit.frame.signed_in_as or "",
            typed=visit.text("address"),
            proof_path=proof_path(visit, self._second_proof, MERGE),
        )


def _view(side: Side, locale: str) -> MergeSideView:
    return MergeSideView(
        addresses=side.addresses,
        created_on=day(side.account.created_at, locale),
        children=side.children,
        portals=side.portals,
        identities=side.identities,
    )
