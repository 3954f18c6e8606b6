"""`/compte/connexions`: the ways to sign in; adds and removes them."""

from idp.journeys.own_ways import OwnWays
from idp.journeys.second_proof import SecondProof
from idp.journeys.sign_in_elsewhere import SignInElsewhere
from idp.part import Part
from idp.upstream import Upstreams
from idp.web.frame import Answer, Leave, errors_of
from idp.web.pages.account.second_proof import proof_path, second_proof_path
from idp.web.pages.guards import FRESH
from idp.web.pages.other_ways import buttons, problem_named
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import WAYS
from idp.web.views import WaysView


class WaysPage(Part):
    """An added way gives lasting access: the sign-in must be recent."""

    path = WAYS
    guard = FRESH

    own_ways: OwnWays
    sign_in_elsewhere: SignInElsewhere
    second_proof: SecondProof
    upstreams: Upstreams

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page."""
        ways = self.own_ways.list(request.session)
        return WaysView(
            errors=errors_of(request.problem or problem_named(request, self.upstreams)),
            ways=ways,
            labels={
                each.provider: self.upstreams.label(each.provider, request.locale)
                for each in ways.links
            },
            offers=buttons(request, self.upstreams),
            proof_path=proof_path(request, self.second_proof, WAYS),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Go to a provider to link an identity, or remove a link."""
        if request.text("action") == "remove":
            self.own_ways.remove(request.session, request.text("id"))
            return Leave(request.to(WAYS, notice="way-removed"))
        name = request.text("name")
        if name not in self.upstreams.names:
            return Leave(WAYS)
        if self.second_proof.is_due(request.session, request.visitor):
            return Leave(second_proof_path(request, WAYS))
        return Leave(self.sign_in_elsewhere.begin_linking(name, request.session, request.visitor))
