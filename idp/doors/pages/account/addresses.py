"""`/compte/adresses`: the proven addresses; one more by a code, one less unless it is the last."""

from idp.accounts import Purpose, Session
from idp.clock import Clock
from idp.doors.pages.account.second_proof import proof_path, second_proof_path
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.paths import ADDRESS_REMOVAL, ADDRESSES, CODE
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.pages.visit import Visit
from idp.doors.views import AddressesPage, AddressView
from idp.errors import PersonError
from idp.journeys.own_addresses import OwnAddresses
from idp.journeys.prove_address import ProveAddress
from idp.journeys.remove_address import RemoveAddress
from idp.journeys.second_proof import SecondProof
from idp.spelling.dates import day


class AddressesDoor:
    """Whoever changes addresses can take the account over: the password must be recent."""

    path = ADDRESSES

    def __init__(
        self,
        *,
        own_addresses: OwnAddresses,
        remove_address: RemoveAddress,
        prove_address: ProveAddress,
        second_proof: SecondProof,
        clock: Clock,
    ) -> None:
        self._own_addresses = own_addresses
        self._remove_address = remove_address
        self._second_proof = second_proof
        self._prove_address = prove_address
        self._clock = clock

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page."""
        if visit.session is None:
            return to_sign_in(visit, ADDRESSES)
        if not is_fresh(visit.session, self._clock):
            return to_sign_in_again(visit, ADDRESSES)
        addresses = self._own_addresses.list(visit.session.account_id)
        return AddressesPage(
            frame=visit.frame,
            errors=errors_of(problem),
            notice=visit.notice,
            addresses=tuple(
                AddressView(
                    each.id,
                    each.address.written,
                    day(each.proven_at, visit.locale),
                    day(each.removal_at, visit.locale) if each.removal_at else "",
                )
                for each in addresses
            ),
            proof_path=proof_path(visit, self._second_proof, ADDRESSES),
            typed=visit.text("address") or self._former(visit),
        )

    def act(self, visit: Visit) -> Answer:
        """Send a code to another address, or go on to the removal of one, or keep it."""
        if visit.session is None:
            return to_sign_in(visit, ADDRESSES)
        if not is_fresh(visit.session, self._clock):
            return to_sign_in_again(visit, ADDRESSES)
        if visit.text("action") == "remove":
            meant = self._remove_address.find(visit.session, visit.text("id"))
            return Leave(visit.to(ADDRESS_REMOVAL, adresse=meant.id))
        if visit.text("action") == "keep":
            self._remove_address.keep(visit.session, visit.text("id"))
            return Leave(visit.to(ADDRESSES, notice="address-kept"))
        if self._second_proof.is_due(visit.session, visit.visitor):
            return Leave(second_proof_path(visit, ADDRESSES))
        return self._add(visit, visit.session)

    def _add(self, visit: Visit, session: Session) -> Leave:
        proof = self._prove_address.begin(
            visit.text("address"),
            Purpose.ADD_ADDRESS,
            visit.visitor,
            session,
            former=visit.asked("proof"),
        )
        return Leave(visit.to(CODE, proof=proof.id, purpose=proof.purpose.value))

    def _former(self, visit: Visit) -> str:
        proof = self._prove_address.look_up(visit.asked("proof"), visit.visitor)
        return proof.address.written if proof else ""
