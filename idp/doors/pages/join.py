"""`/rattachement`: what is about to be joined, in plain words, for the owner of the mailbox."""

from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.elsewhere import choice
from idp.doors.pages.paths import CODE, JOIN
from idp.doors.pages.visit import Visit
from idp.doors.views import JoinPage
from idp.errors import PersonError
from idp.journeys.join_elsewhere import JoinElsewhere
from idp.journeys.prove_address import ProveAddress
from idp.journeys.sign_up import SignUp
from idp.upstream import Upstreams


class JoinDoor:
    """Nothing is joined before the button: the code proved the account, the button the wish."""

    path = JOIN

    def __init__(
        self,
        *,
        join_elsewhere: JoinElsewhere,
        prove_address: ProveAddress,
        sign_up: SignUp,
        upstreams: Upstreams,
    ) -> None:
        self._join_elsewhere = join_elsewhere
        self._prove_address = prove_address
        self._sign_up = sign_up
        self._upstreams = upstreams

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page, or go back to the code when it was not entered yet."""
        try:
            arrival = self._join_elsewhere.find(visit.asked("arrivee"), visit.visitor)
            proof = self._prove_address.find(visit.asked("proof"), visit.visitor)
        except PersonError as gone:
            return Leave(choice(visit, self._upstreams.names[0], gone))
        if proof.proven_at is None:
            return Leave(visit.to(CODE, proof=proof.id, arrivee=arrival.id))
        return JoinPage(
            frame=visit.frame_at(JOIN, proof=proof.id, arrivee=arrival.id),
            errors=errors_of(problem),
            proof=proof.id,
            address=proof.address.written,
            provider=self._upstreams.label(arrival.identity.provider, visit.locale),
            shown=arrival.identity.shown or "",
            has_account=self._sign_up.has_account(proof),
        )

    def act(self, visit: Visit) -> Answer:
        """Join, or make the account, and go on signed in."""
        arrival = self._join_elsewhere.find(visit.asked("arrivee"), visit.visitor)
        proof = self._prove_address.find(visit.asked("proof"), visit.visitor)
        joins = self._sign_up.has_account(proof)
        started = self._join_elsewhere.finish(arrival, proof, visit.visitor, joins=joins)
        return Leave(visit.onward(), started=started)
