"""`/compte-existant`, `/compte-absent`, `/adresse-recente`: for the owner of a mailbox alone."""

from collections.abc import Callable

from msgspec import Struct

from idp.accounts import EmailVerification, Purpose
from idp.clock import DAY
from idp.errors import PersonError
from idp.journeys.prove_address import ProveAddress
from idp.journeys.sign_up import SignUp
from idp.journeys.steps import SIGN_IN
from idp.settings import RecoverySettings
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import (
    CODE,
    EXISTING_ACCOUNT,
    NEW_PASSWORD,
    NO_ACCOUNT,
    RECENT_ADDRESS,
    RECOVER,
)
from idp.web.pages.proof_gone import proof_gone
from idp.web.views import ExistingAccountView, NoAccountView, RecentAddressView, View

_FOR_A_PASSWORD = frozenset({Purpose.SIGN_UP, Purpose.RECOVER, Purpose.CLAIM})


class KnownAddressPage(Struct, frozen=True, eq=False):
    """Shown only once the code was entered; before that, every address looks the same."""

    guard = PUBLIC

    path: str
    page: Callable[[PageRequest, EmailVerification], View]
    prove_address: ProveAddress
    purposes: frozenset[Purpose] = _FOR_A_PASSWORD

    def show(self, request: PageRequest) -> Answer:
        """Return the page, or go back to the code."""
        try:
            proof = self.prove_address.find(request.asked("proof"), request.visitor)
        except PersonError as gone:
            return proof_gone(request, gone)
        if proof.proven_at is None or proof.purpose not in self.purposes:
            return Leave(request.to(CODE, proof=proof.id))
        return self.page(request, proof)


def known_address_pages(
    *, prove_address: ProveAddress, sign_up: SignUp, settings: RecoverySettings
) -> tuple[KnownAddressPage, ...]:
    """Return the page for each of the three cases."""

    def existing(request: PageRequest, proof: EmailVerification) -> View:
        """Offer to sign in, or to set a new password with the proof just made."""
        return ExistingAccountView(
            proof=proof.id,
            address=proof.address.written,
            has_password=sign_up.has_password(proof),
            sign_in_path=request.to(SIGN_IN.path, proof=proof.id),
            new_password_path=request.to(NEW_PASSWORD, proof=proof.id, purpose=proof.purpose.value),
        )

    def none(request: PageRequest, proof: EmailVerification) -> View:
        """Offer to create an account with the proof just made, without a second code."""
        return NoAccountView(
            proof=proof.id,
            address=proof.address.written,
            create_path=request.to(NEW_PASSWORD, proof=proof.id, purpose=proof.purpose.value),
            other_address_path=request.to(RECOVER),
        )

    def recent(request: PageRequest, proof: EmailVerification) -> View:
        """Say that the address was added recently, and which other one recovers the account."""
        return RecentAddressView(
            address=proof.address.written,
            recover_path=request.to(RECOVER),
            sign_in_path=request.to(SIGN_IN.path),
            days=settings.recent_seconds // DAY,
        )

    return (
        KnownAddressPage(EXISTING_ACCOUNT, existing, prove_address=prove_address),
        KnownAddressPage(NO_ACCOUNT, none, prove_address=prove_address),
        KnownAddressPage(
            RECENT_ADDRESS, recent, prove_address=prove_address, purposes=frozenset(Purpose)
        ),
    )
