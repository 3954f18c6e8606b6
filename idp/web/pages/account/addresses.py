"""`/compte/adresses`: the proven addresses; adds them by a code, removes all but the last."""

from idp.accounts import Purpose, Session
from idp.journeys.own_addresses import OwnAddresses
from idp.journeys.prove_address import ProveAddress
from idp.journeys.remove_address import RemoveAddress
from idp.journeys.second_proof import SecondProof
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.account.second_proof import proof_path, second_proof_path
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import ADDRESS_REMOVAL, ADDRESSES, CODE
from idp.web.views import AddressesView


class AddressesPage(Part):
    """Changing addresses can take the account over: the sign-in must be recent."""

    path = ADDRESSES
    guard = FRESH

    own_addresses: OwnAddresses
    remove_address: RemoveAddress
    prove_address: ProveAddress
    second_proof: SecondProof

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page."""
        return AddressesView(
            addresses=self.own_addresses.list(request.session.account_id),
            proof_path=proof_path(request, self.second_proof, ADDRESSES),
            typed=request.text("address") or self._former(request),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Send a code to another address, continue to the removal of one, or keep it."""
        if request.text("action") == "remove":
            meant = self.remove_address.find(request.session, request.text("id"))
            return Leave(request.to(ADDRESS_REMOVAL, adresse=meant.id))
        if request.text("action") == "keep":
            self.remove_address.keep(request.session, request.text("id"))
            return Leave(request.to(ADDRESSES, notice="address-kept"))
        if self.second_proof.is_due(request.session, request.visitor):
            return Leave(second_proof_path(request, ADDRESSES))
        return self._add(request, request.session)

    def _add(self, request: SignedInRequest, session: Session) -> Leave:
        proof = self.prove_address.begin(
            request.text("address"),
            Purpose.ADD_ADDRESS,
            request.visitor,
            session,
            former=request.asked("proof"),
        )
        return Leave(request.to(CODE, proof=proof.id, purpose=proof.purpose.value))

    def _former(self, request: SignedInRequest) -> str:
        proof = self.prove_address.look_up(request.asked("proof"), request.visitor)
        return proof.address.written if proof else ""
