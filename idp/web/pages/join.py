"""`/rattachement`: what is about to be joined, for the owner of the mailbox."""

from idp.errors import PersonError
from idp.journeys.join_elsewhere import JoinElsewhere
from idp.part import Part
from idp.upstream import Upstreams
from idp.web.frame import Answer, Leave
from idp.web.pages.entering import entered
from idp.web.pages.guards import PUBLIC
from idp.web.pages.other_ways import choice
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import CODE, JOIN, SCHOOL_ADDRESS
from idp.web.views import JoinView


class JoinPage(Part):
    """The code proved the account; nothing is joined without the button."""

    path = JOIN
    guard = PUBLIC

    join_elsewhere: JoinElsewhere
    upstreams: Upstreams

    def show(self, request: PageRequest) -> Answer:
        """Return the page, or go back to the code when it was not entered yet."""
        try:
            arrival = self.join_elsewhere.find(request.asked("arrivee"), request.visitor)
        except PersonError as over:
            return Leave(choice(request, over))
        try:
            proof = self.join_elsewhere.proof_for(arrival, request.asked("proof"), request.visitor)
        except PersonError:
            return Leave(request.to(SCHOOL_ADDRESS, arrivee=arrival.id, notice="step-over"))
        names = {"proof": proof.id, "purpose": proof.purpose.value, "arrivee": arrival.id}
        if proof.proven_at is None:
            return Leave(request.to(CODE, **names))
        return JoinView(
            frame=request.frame_at(JOIN, **names),
            proof=proof.id,
            address=proof.address.written,
            provider=self.upstreams.label(arrival.identity.provider, request.locale),
            shown=arrival.identity.shown or "",
            has_account=self.join_elsewhere.has_account(proof),
        )

    def act(self, request: PageRequest) -> Answer:
        """Join or create the account, as the page said, and continue signed in."""
        arrival = self.join_elsewhere.find(request.asked("arrivee"), request.visitor)
        proof = self.join_elsewhere.proof_for(arrival, request.asked("proof"), request.visitor)
        joins = request.text("action") == "join"
        entry = self.join_elsewhere.finish(arrival, proof, request.visitor, joins=joins)
        return entered(request, entry)
