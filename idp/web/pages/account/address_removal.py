"""`/compte/adresses/retrait`: removing an address at once, by a code to it, or after some days."""

from idp.clock import Clock
from idp.errors import PersonError
from idp.journeys.remove_address import RemoveAddress
from idp.normalisation.dates import day
from idp.settings import RecoverySettings
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import fresh
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import ADDRESS_REMOVAL, ADDRESSES, CODE
from idp.web.views import AddressRemovalView


class AddressRemovalPage:
    """Without a code to the address, its reader has some days to keep it."""

    path = ADDRESS_REMOVAL
    guard = fresh(lambda _: ADDRESSES)

    def __init__(
        self, *, remove_address: RemoveAddress, clock: Clock, settings: RecoverySettings
    ) -> None:
        self._remove_address = remove_address
        self._clock = clock
        self._seconds = settings.removal_seconds

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page, or go back when the address cannot be removed."""
        try:
            address = self._remove_address.find(request.session, request.asked("adresse"))
        except PersonError:
            return Leave(request.to(ADDRESSES))
        return AddressRemovalView(
            frame=request.frame_at(ADDRESS_REMOVAL, adresse=address.id),
            id=address.id,
            address=address.address.written,
            removed_on=day(self._clock.seconds() + self._seconds, request.locale),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Send a code to the address, or remove it later."""
        session, address_id = request.session, request.asked("adresse")
        if request.text("action") == "later":
            self._remove_address.ask(session, address_id)
            return Leave(request.to(ADDRESSES, notice="removal-asked"))
        proof = self._remove_address.begin(session, address_id, request.visitor)
        return Leave(request.to(CODE, proof=proof.id, purpose=proof.purpose.value))
