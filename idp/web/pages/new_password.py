"""`/nouveau-mot-de-passe`: the password of a new account, or a new one for an existing account."""

from idp.accounts import EmailVerification, Purpose
from idp.errors import PersonError
from idp.journeys.prove_address import ProveAddress
from idp.journeys.recover import Recover
from idp.journeys.sign_up import SignUp
from idp.part import Part
from idp.settings import PasswordSettings
from idp.web.frame import Answer, Leave
from idp.web.pages.entering import entered
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import CODE, NEW_PASSWORD, RECENT_ADDITIONS, RECENT_ADDRESS
from idp.web.pages.proof_gone import proof_gone
from idp.web.views import PasswordView

_PURPOSES = frozenset({Purpose.SIGN_UP, Purpose.RECOVER, Purpose.CLAIM})


class NewPasswordPage(Part):
    """In both cases the proof is spent and the person is signed in."""

    path = NEW_PASSWORD
    guard = PUBLIC

    prove_address: ProveAddress
    sign_up: SignUp
    recover: Recover
    settings: PasswordSettings

    def show(self, request: PageRequest) -> Answer:
        """Return the page, or go back to the code when it was not entered yet."""
        try:
            proof = self._proof(request)
        except PersonError as gone:
            return proof_gone(request, gone)
        if proof.proven_at is None:
            return Leave(request.to(CODE, proof=proof.id))
        has_account = self.sign_up.has_account(proof)
        if has_account and not self.recover.can_recover(proof):
            return Leave(request.to(RECENT_ADDRESS, proof=proof.id))
        return PasswordView(
            proof=proof.id,
            address=proof.address.written,
            purpose=self._meant(proof, has_account=has_account).value,
            minimum_length=self.settings.minimum_length,
            notice=request.notice,
        )

    def act(self, request: PageRequest) -> Answer:
        """Set the password and continue signed in; or only check it, while it is typed."""
        proof, password = self._proof(request), request.text("password")
        if request.text("action") == "check_password":
            self.sign_up.check_password(proof, password, request.visitor)
            return self.show(request)
        if self.sign_up.has_account(proof):
            # Every recovery leads to what it suspended first.
            return entered(
                request,
                self.recover.set_password(proof, password, request.visitor),
                back=RECENT_ADDITIONS,
            )
        return entered(request, self.sign_up.create(proof, password, request.visitor))

    def _meant(self, proof: EmailVerification, *, has_account: bool) -> Purpose:
        """Return what the page asks the password for: no word about accounts where none is due."""
        if has_account:
            return Purpose.RECOVER
        comes_back = proof.purpose is not Purpose.SIGN_UP and self.sign_up.is_imported(proof)
        return Purpose.CLAIM if comes_back else Purpose.SIGN_UP

    def _proof(self, request: PageRequest) -> EmailVerification:
        proof = self.prove_address.find(request.asked("proof"), request.visitor)
        # A proof for another purpose, such as adding an address, must not set a password.
        if proof.purpose not in _PURPOSES:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        return proof
