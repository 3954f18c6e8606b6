"""`/compte/cles-acces`: the passkeys; adds, removes and renames them."""

from idp.journeys.own_passkeys import OwnPasskeys
from idp.journeys.second_proof import SecondProof
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.account.second_proof import proof_path
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import PASSKEYS
from idp.web.views import PasskeysView
from idp.web.views.authenticating import asked_of


class PasskeysPage(Part):
    """An added passkey gives lasting access: the sign-in must be recent."""

    path = PASSKEYS
    guard = FRESH

    own_passkeys: OwnPasskeys
    second_proof: SecondProof

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page."""
        session = request.session
        asked = None
        if self.own_passkeys.offered:
            address = request.frame.signed_in_as or ""
            asked = asked_of(self.own_passkeys.begin(session, request.visitor, address))
        adding = request.text("action") == "passkey"
        return PasskeysView(
            passkeys=self.own_passkeys.list(session),
            asked=asked,
            proof_path=proof_path(request, self.second_proof, PASSKEYS),
            label=request.text("label") if adding else request.visitor.device,
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Add, rename or remove a passkey."""
        session = request.session
        action = request.text("action")
        if action == "passkey":
            self.own_passkeys.add(
                session,
                request.visitor,
                challenge_id=request.text("challenge"),
                response=request.text("response"),
                label=request.text("label"),
            )
            return Leave(request.to(PASSKEYS, notice="passkey-added"))
        if action == "rename":
            self.own_passkeys.rename(session, request.text("id"), request.text("label"))
            return Leave(request.to(PASSKEYS, notice="passkey-renamed"))
        if action == "remove":
            self.own_passkeys.remove(session, request.text("id"))
            return Leave(request.to(PASSKEYS, notice="passkey-removed"))
        return Leave(request.to(PASSKEYS))
