"""`/compte/adresses/retrait`: an address goes at once, by a code to it, or after some days."""

from idp.clock import Clock
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import ADDRESS_REMOVAL, ADDRESSES, CODE
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.views import AddressRemovalPage
from idp.errors import PersonError
from idp.journeys.remove_address import RemoveAddress
from idp.settings import RecoverySettings
from idp.spelling.dates import day


class AddressRemovalDoor:
    """Whoever reads the mail of an address decides about it; anybody else leaves them time."""

    path = ADDRESS_REMOVAL

    def __init__(
        self, *, remove_address: RemoveAddress, clock: Clock, settings: RecoverySettings
    ) -> None:
        self._remove_address = remove_address
        self._clock = clock
        self._seconds = settings.removal_seconds

    def show(self, request: PageRequest, problem: PersonError | None = None) -> Answer:
        """Return the page, or go back where the address cannot go."""
        if request.session is None:
            return to_sign_in(request, ADDRESSES)
        if not is_fresh(request.session, self._clock):
            return to_sign_in_again(request, ADDRESSES)
        try:
            address = self._remove_address.find(request.session, request.asked("adresse"))
        except PersonError:
            return Leave(request.to(ADDRESSES))
        return AddressRemovalPage(
            frame=request.frame_at(ADDRESS_REMOVAL, adresse=address.id),
            errors=errors_of(problem),
            id=address.id,
            address=address.address.written,
            removed_on=day(self._clock.seconds() + self._seconds, request.locale),
        )

    def act(self, request: PageRequest) -> Answer:
        """Send a code to the address, or let it go later."""
        session, address_id = request.session, request.asked("adresse")
        if session is None:
            return to_sign_in(request, ADDRESSES)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(request, ADDRESSES)
        if request.text("action") == "later":
            self._remove_address.ask(session, address_id)
            return Leave(request.to(ADDRESSES, notice="removal-asked"))
        proof = self._remove_address.begin(session, address_id, request.visitor)
        return Leave(request.to(CODE, proof=proof.id, purpose=proof.purpose.value))
