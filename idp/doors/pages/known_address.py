"""`/compte-existant`, `/compte-absent`, `/adresse-recente`: told to who owns a mailbox alone."""

from idp.accounts import Proof, Purpose
from idp.clock import DAY
from idp.doors.pages.answer import Answer, Leave
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import CODE, NEW_PASSWORD, RECOVER
from idp.doors.pages.proof_gone import proof_gone
from idp.doors.views import ExistingAccountPage, NoAccountPage, RecentAddressPage
from idp.errors import PersonError
from idp.journeys.prove_address import ProveAddress
from idp.journeys.sign_up import SignUp
from idp.journeys.steps import SIGN_IN
from idp.settings import RecoverySettings


class KnownAddressDoor:
    """Shown only once the code came back: before that, both are the same."""

    def __init__(
        self, *, prove_address: ProveAddress, sign_up: SignUp, settings: RecoverySettings
    ) -> None:
        self._days = settings.recent_seconds // DAY
        self._prove_address = prove_address
        self._sign_up = sign_up

    def show_existing(self, request: PageRequest) -> Answer:
        """Offer to sign in, or to set a new password with the proof just made."""
        try:
            proof = self._prove_address.find(request.asked("proof"), request.visitor)
        except PersonError as gone:
            return proof_gone(request, gone)
        if not _is_proven(proof):
            return Leave(request.to(CODE, proof=proof.id))
        return ExistingAccountPage(
            frame=request.frame,
            proof=proof.id,
            address=proof.address.written,
            has_password=self._sign_up.has_password(proof),
            sign_in_path=request.to(SIGN_IN.path, proof=proof.id),
            new_password_path=request.to(NEW_PASSWORD, proof=proof.id, purpose=proof.purpose.value),
        )

    def show_none(self, request: PageRequest) -> Answer:
        """Offer to create an account with the proof just made, without a second code."""
        try:
            proof = self._prove_address.find(request.asked("proof"), request.visitor)
        except PersonError as gone:
            return proof_gone(request, gone)
        if not _is_proven(proof):
            return Leave(request.to(CODE, proof=proof.id))
        return NoAccountPage(
            frame=request.frame,
            proof=proof.id,
            address=proof.address.written,
            create_path=request.to(NEW_PASSWORD, proof=proof.id, purpose=proof.purpose.value),
            other_address_path=request.to(RECOVER),
        )

    def show_recent(self, request: PageRequest) -> Answer:
        """Say that the address was added lately, and which way is open."""
        try:
            proof = self._prove_address.find(request.asked("proof"), request.visitor)
        except PersonError as gone:
            return proof_gone(request, gone)
        if proof.proven_at is None:
            return Leave(request.to(CODE, proof=proof.id))
        return RecentAddressPage(
            frame=request.frame,
            address=proof.address.written,
            recover_path=request.to(RECOVER),
            sign_in_path=request.to(SIGN_IN.path),
            days=self._days,
        )


def _is_proven(proof: Proof) -> bool:
    return proof.proven_at is not None and proof.purpose in {Purpose.SIGN_UP, Purpose.RECOVER}
