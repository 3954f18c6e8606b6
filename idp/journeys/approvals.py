"""Approving, on one's own screen, what a client asked for elsewhere (RFC 8628 §3.3, CIBA Core §8).

The journey is the ordinary one up to its last step, where the person who is signed in approves or
refuses, for this account alone. The client polls for the answer; nobody is redirected.
"""

from collections.abc import Iterable

from idp.accounts import Session, SessionDatabase
from idp.audit import Audit
from idp.audit.events import RequestApproved
from idp.clients import Client, Clients
from idp.consents import Consents
from idp.errors import PersonError
from idp.ids import hashed
from idp.journeys.dispatch import Dispatch
from idp.journeys.journey import Journey
from idp.journeys.steps import APPROVE
from idp.journeys.visitor import Visitor
from idp.journeys.waiting import WaitingRequests
from idp.keys import Vault
from idp.limits import Charge, Limits
from idp.limits.names import (
    DEVICE_CODE_TRIED_ACCOUNT,
    DEVICE_CODE_TRIED_NETWORK,
)
from idp.normalisation.user_code import clean_user_code
from idp.part import Part
from idp.protocol.authorization.request import AuthorizationRequest, ReturnAddress
from idp.protocol.authorization.response_mode import ResponseMode
from idp.protocol.backchannel_ping import BackchannelPing
from idp.protocol.device_authorization import user_code_hash
from idp.storage import Database, Transaction
from idp.tokens.approval_requests import ApprovalKind, ApprovalRequest, ApprovalRequests
from idp.tokens.subject import Subjects


class Approvals(Part):
    """From the code or the link to the answer."""

    requests: ApprovalRequests
    waiting: WaitingRequests
    dispatch: Dispatch
    pings: BackchannelPing
    consents: Consents
    clients: Clients
    subjects: Subjects
    limits: Limits
    vault: Vault
    audit: Audit
    database: Database
    own: SessionDatabase

    def begin_by_code(self, typed: str, visitor: Visitor, session: Session | None) -> Journey:
        """Begin the journey to the request of the device that shows the code.

        Raises PersonError PRV-USER-CODE-SHAPE, PRV-USER-CODE-UNKNOWN, PRV-TOO-MANY.
        """
        code = clean_user_code(typed)
        charges: list[Charge] = [(DEVICE_CODE_TRIED_NETWORK, visitor.network)]
        if session is not None:
            charges.append((DEVICE_CODE_TRIED_ACCOUNT, session.account_id))
        # Every try is counted, and given back when the code was right.
        with self.database.writing() as tx:
            self.limits.charge_all(tx, charges)
        with self.database.reading() as tx:
            handle = user_code_hash(self.vault, code)
            found = self.requests.find_waiting(tx, ApprovalKind.DEVICE, handle)
        if found is None:
            raise PersonError(
                "PRV-USER-CODE-UNKNOWN", "errors.user_code_unknown", field="user_code"
            )
        return self._begin(found, visitor, charges)

    def begin_by_link(self, secret: str, visitor: Visitor) -> Journey:
        """Begin the journey to the request that a message of ours led to.

        Raises PersonError PRV-APPROVAL-GONE, PRV-TOO-MANY.
        """
        with self.database.reading() as tx:
            found = self.requests.find_waiting(tx, ApprovalKind.BACKCHANNEL, hashed(secret))
        if found is None:
            raise _gone()
        return self._begin(found, visitor, ())

    def asked(self, journey: Journey) -> ApprovalRequest | None:
        """Return the request to approve; None when the journey approves none, or it was purged."""
        if journey.request.approves is None:
            return None
        with self.database.reading() as tx:
            return self._find(tx, journey)

    def accept(self, journey: Journey, client: Client, session: Session) -> None:
        """Approve the request, if that is the step that is due for this session.

        Raises PersonError PRV-APPROVAL-GONE.
        """
        with self.own.acting(session) as tx:
            step = self.dispatch.next_step(tx, client, journey.request, session, journey)
            if step is not APPROVE or not self.waiting.answer(tx, journey):
                return
            found = self._find(tx, journey)
            if found is None or not self.requests.approve(tx, found, session):
                # Raising keeps the journey unanswered, and changes nothing.
                raise _gone()
            self.pings.notify(tx, found)
            if client.asks_consent:
                self.consents.give(
                    tx, session.account_id, client.id, journey.request.agreement(client)
                )
            self.audit.record(
                tx,
                RequestApproved(
                    subject=session.account_id, client_id=client.id, by=str(found.kind)
                ),
            )

    def refuse(self, journey: Journey, session: Session | None) -> None:
        """Refuse the request, in `session` or before anybody signed in."""
        with self.own.acting(session) if session else self.database.writing() as tx:
            if journey.request.approves is None or not self.waiting.refuse(tx, journey):
                return
            found = self._find(tx, journey)
            if found is not None and self.requests.refuse(tx, found):
                self.pings.notify(tx, found)

    def _begin(
        self, found: ApprovalRequest, visitor: Visitor, charges: Iterable[Charge]
    ) -> Journey:
        request = self._request(found)
        with self.database.writing() as tx:
            self.limits.give_back(tx, charges)
            return self.waiting.begin(tx, request, visitor.network)

    def _request(self, found: ApprovalRequest) -> AuthorizationRequest:
        client = self.clients.find(found.client_id)
        if client is None:
            raise _gone()
        # Nobody is sent to this address; pages show its host as the portal's.
        home = next(iter((*client.redirect_uris, client.start_uri or "")))
        meant = found.account_id
        return AuthorizationRequest(
            to=ReturnAddress(client.id, home, ResponseMode.QUERY, None),
            response_type="",
            scope=found.wanted.scope,
            code_challenge=None,
            nonce=None,
            prompt=frozenset(),
            max_age=None,
            claims=None,
            subject=None if meant is None else self.subjects.of(client, meant),
            login_hint=None,
            ui_locales=(),
            resource=found.wanted.resource,
            approves=found.id_hash.hex(),
        )

    def _find(self, tx: Transaction, journey: Journey) -> ApprovalRequest | None:
        id_hash = bytes.fromhex(journey.request.approves or "")
        return self.requests.find(tx, id_hash)


def _gone() -> PersonError:
    return PersonError("PRV-APPROVAL-GONE", "errors.approval_gone")
