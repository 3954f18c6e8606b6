"""`/adresse-de-l-ecole`: the address that the school has of a person with a new identity."""

from idp.errors import PersonError
from idp.journeys.join_elsewhere import JoinElsewhere
from idp.journeys.prove_address import ProveAddress
from idp.part import Part
from idp.upstream import UpstreamArrival, Upstreams
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import PUBLIC
from idp.web.pages.other_ways import choice
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import CODE, SCHOOL_ADDRESS
from idp.web.views import SchoolAddressView


class SchoolAddressPage(Part):
    """The provider's address fills the field in, until it is changed."""

    path = SCHOOL_ADDRESS
    guard = PUBLIC

    join_elsewhere: JoinElsewhere
    prove_address: ProveAddress
    upstreams: Upstreams

    def show(self, request: PageRequest) -> Answer:
        """Return the page, or go back to the sign-in when the arrival is over."""
        try:
            arrival = self.join_elsewhere.find(request.asked("arrivee"), request.visitor)
        except PersonError as over:
            return Leave(choice(request, over))
        return SchoolAddressView(
            frame=request.frame_at(SCHOOL_ADDRESS, arrivee=arrival.id),
            provider=self.upstreams.label(arrival.identity.provider, request.locale),
            shown=arrival.identity.shown or "",
            address=self._address(request, arrival),
        )

    def act(self, request: PageRequest) -> Answer:
        """Send a code to the address."""
        arrival = self.join_elsewhere.find(request.asked("arrivee"), request.visitor)
        proof = self.join_elsewhere.prove(
            arrival, request.text("address"), request.visitor, former=request.asked("proof")
        )
        return Leave(
            request.to(CODE, proof=proof.id, purpose=proof.purpose.value, arrivee=arrival.id)
        )

    def _address(self, request: PageRequest, arrival: UpstreamArrival) -> str:
        if request.typed:
            return request.text("address")
        proof = self.prove_address.look_up(request.asked("proof"), request.visitor)
        return proof.address.written if proof else arrival.suggested_address or ""
