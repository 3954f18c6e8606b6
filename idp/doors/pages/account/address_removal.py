"""`/compte/adresses/retrait`: an address goes at once, by a code to it, or after some days."""

from idp.clock import Clock
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.paths import ADDRESS_REMOVAL, ADDRESSES, CODE
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.pages.visit import Visit
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

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page, or go back where the address cannot go."""
        if visit.session is None:
            return to_sign_in(visit, ADDRESSES)
        if not is_fresh(visit.session, self._clock):
            return to_sign_in_again(visit, ADDRESSES)
        try:
            address = self._remove_address.find(visit.session, visit.asked("adresse"))
        except PersonError:
            return Leave(visit.to(ADDRESSES))
        return AddressRemovalPage(
            frame=visit.frame_at(ADDRESS_REMOVAL, adresse=address.id),
            errors=errors_of(problem),
            id=address.id,
            address=address.address.written,
            removed_on=day(self._clock.seconds() + self._seconds, visit.locale),
        )

    def act(self, visit: Visit) -> Answer:
        """Send a code to the address, or let it go later."""
        session, address_id = visit.session, visit.asked("adresse")
        if session is None:
            return to_sign_in(visit, ADDRESSES)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(visit, ADDRESSES)
        if visit.text("action") == "later":
            self._remove_address.ask(session, address_id)
            return Leave(visit.to(ADDRESSES, notice="removal-asked"))
        proof = self._remove_address.begin(session, address_id, visit.visitor)
        return Leave(visit.to(CODE, proof=proof.id, purpose=proof.purpose.value))
