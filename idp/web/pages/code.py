"""`/code`: the field for a code, the state of its message, and the page that follows."""

from idp.accounts import EmailVerification, Purpose, Session
from idp.accounts.model import Sending
from idp.clock import MINUTE, Clock
from idp.errors import PersonError
from idp.journeys.own_addresses import OwnAddresses
from idp.journeys.prove_address import ProveAddress
from idp.journeys.recover import Recover
from idp.journeys.remove_address import RemoveAddress
from idp.journeys.second_proof import SecondProof
from idp.journeys.sign_up import SignUp
from idp.journeys.steps import CONFIRM_CHILD, SIGN_IN
from idp.mail import DeliveryState, MessageDelivery
from idp.mail.model import UNCONFIRMED
from idp.normalisation.dates import time_of_day
from idp.normalisation.likely_address import likely_address
from idp.part import Part
from idp.settings import CodeSettings
from idp.web.frame import Answer, Leave
from idp.web.pages.entering import entered
from idp.web.pages.guards import PUBLIC, to_sign_in
from idp.web.pages.other_ways import return_to
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import (
    ACCOUNT,
    ADDRESSES,
    CODE,
    EXISTING_ACCOUNT,
    JOIN,
    MERGE,
    NEW_PASSWORD,
    NO_ACCOUNT,
    RECENT_ADDRESS,
    SCHOOL_ADDRESS,
    SECOND_PROOF,
)
from idp.web.pages.proof_address import PATHS
from idp.web.pages.proof_gone import proof_gone
from idp.web.views import CodeView

_ASKED_AT = {
    **PATHS,
    Purpose.JOIN: SCHOOL_ADDRESS,
    Purpose.MERGE: MERGE,
    Purpose.SECOND_PROOF: SECOND_PROOF,
    Purpose.CLAIM: SIGN_IN.path,
}
"""The page where the address of the code was typed."""
_LEAVES_SECONDS = 10  # a running worker sends sooner
_FOR_SESSIONS = {Purpose.ADD_ADDRESS, Purpose.SECOND_PROOF, Purpose.REMOVE_ADDRESS}
"""Purposes that are done as soon as the code was entered."""


class CodePage(Part):
    """One field; what follows depends on what the proof is for."""

    path = CODE
    guard = PUBLIC

    prove_address: ProveAddress
    sign_up: SignUp
    recover: Recover
    own_addresses: OwnAddresses
    second_proof: SecondProof
    remove_address: RemoveAddress
    clock: Clock
    settings: CodeSettings

    def show(self, request: PageRequest) -> Answer:
        """Return the page, or continue with a proven proof."""
        try:
            proof = self.prove_address.find(request.asked("proof"), request.visitor)
            if proof.proven_at is not None and proof.purpose not in _FOR_SESSIONS:
                return self._next(request, proof)
            sending = self.prove_address.progress(proof)
        except PersonError as gone:
            return proof_gone(request, gone)
        return self._page(request, proof, sending)

    def act(self, request: PageRequest) -> Answer:
        """Check the code, or send another one."""
        proof = self.prove_address.find(request.asked("proof"), request.visitor)
        if proof.account_id is not None and request.session is None:
            return to_sign_in(request, _ASKED_AT.get(proof.purpose, ADDRESSES))
        if request.text("action") == "resend":
            self.prove_address.send_again(proof, request.visitor, request.session)
            return Leave(request.to(CODE, notice="code-sent", **code_names(request, proof)))
        self.prove_address.check(proof, request.text("code"), request.visitor, request.session)
        if proof.purpose in _FOR_SESSIONS and request.session is not None:
            proven = self.prove_address.find(proof.id, request.visitor)
            return self._finish(request, request.session, proven)
        if proof.purpose is Purpose.CLAIM:
            return self._claim(request, proof.id)
        return self._next(request, proof)

    def _claim(self, request: PageRequest, proof_id: str) -> Leave:
        """Let in whoever typed the password of before; others choose a new one."""
        proven = self.prove_address.find(proof_id, request.visitor)
        if not self.sign_up.has_account(proven):
            entry = self.sign_up.create_by_former_password(proven, request.visitor)
            if entry is not None:
                return entered(request, entry)
            asked = {"proof": proven.id, "purpose": proven.purpose.value}
            return Leave(request.to(NEW_PASSWORD, notice="password-known", **asked))
        return self._next(request, proven)

    def _next(self, request: PageRequest, proof: EmailVerification) -> Leave:
        if proof.purpose is Purpose.MERGE:
            return Leave(request.to(MERGE, **code_names(request, proof)))
        has_account = self.sign_up.has_account(proof)
        if has_account and not self.recover.can_recover(proof):
            return Leave(request.to(RECENT_ADDRESS, **code_names(request, proof)))
        if proof.purpose is Purpose.JOIN:
            return Leave(request.to(JOIN, **code_names(request, proof)))
        if proof.purpose is Purpose.SIGN_UP:
            path = EXISTING_ACCOUNT if has_account else NEW_PASSWORD
        else:
            known = has_account or self.sign_up.is_imported(proof)
            path = NEW_PASSWORD if known else NO_ACCOUNT
        return Leave(request.to(path, **code_names(request, proof)))

    def _finish(self, request: PageRequest, session: Session, proof: EmailVerification) -> Leave:
        """Do what a signed-in person asked the code for."""
        if proof.purpose is Purpose.SECOND_PROOF:
            self.second_proof.finish(session, proof, request.visitor)
            return Leave(request.to(return_to(request) or ACCOUNT, notice="proof-made"))
        if proof.purpose is Purpose.REMOVE_ADDRESS:
            self.remove_address.finish(session, proof)
            return Leave(request.to(ADDRESSES, notice="address-removed"))
        self.own_addresses.add(session, proof, request.visitor)
        if request.journey is not None:
            return Leave(request.to(CONFIRM_CHILD.path, notice="address-added"))
        return Leave(request.to(ADDRESSES, notice="address-added"))

    def _page(self, request: PageRequest, proof: EmailVerification, sending: Sending) -> CodeView:
        is_sign_up = proof.purpose is Purpose.SIGN_UP
        seconds = self.settings.sign_up_seconds if is_sign_up else self.settings.recovery_seconds
        meant_path = PATHS.get(proof.purpose)
        return CodeView(
            frame=request.frame_at(CODE, **code_names(request, proof)),
            proof=proof.id,
            address=proof.address.written,
            purpose=proof.purpose.value,
            sent_at=time_of_day(_shown_time(sending.delivery), request.locale),
            delivery=_shown_state(sending.delivery, self.clock.seconds()),
            resend_after_seconds=max(0, sending.resend_at - self.clock.seconds()),
            tries_left=sending.tries_left,
            minutes_valid=seconds // MINUTE,
            correct_path=request.to(
                _ASKED_AT.get(proof.purpose, ADDRESSES), **code_names(request, proof)
            ),
            meant=likely_address(proof.address.normal) if meant_path else None,
            meant_path=meant_path or "",
        )


def _shown_state(delivery: MessageDelivery, now: int) -> str:
    """Return the state of the message, so that no sentence is outdated."""
    if delivery.state is DeliveryState.QUEUED and now - delivery.created_at >= _LEAVES_SECONDS:
        return "waiting"
    if delivery.state is DeliveryState.DEFERRED and delivery.answer == UNCONFIRMED.text:
        return "unconfirmed"
    return delivery.state.value


def _shown_time(delivery: MessageDelivery) -> int:
    """Return when the message was answered, or created while it waits."""
    waits = delivery.state in {DeliveryState.QUEUED, DeliveryState.DEFERRED}
    in_doubt = delivery.answer == UNCONFIRMED.text
    if delivery.answered_at is None or (waits and not in_doubt):
        return delivery.created_at
    return delivery.answered_at


def code_names(request: PageRequest, proof: EmailVerification) -> dict[str, str]:
    """Return the query of the next address: the proof, its purpose, and where it returns."""
    kept = {name: request.asked(name) for name in ("arrivee", "return_to")}
    names = {"proof": proof.id, "purpose": proof.purpose.value}
    return {**names, **{name: value for name, value in kept.items() if value}}
