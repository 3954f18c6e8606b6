"""Requests that a person approves elsewhere, while their client polls for the answer.

RFC 8628 §3 (a device shows a code), OpenID Connect CIBA Core 1.0 §7 (a message holds a link). What
the client polls with is an authorization code whose grant is written when the person accepts: it
is spent as any other, once. It cannot be redeemed as one: no redirect URI is empty.
"""

import json
from enum import StrEnum
from typing import Any

from msgspec import Struct, structs
from msgspec.structs import asdict

from idp.accounts import Session
from idp.clock import MINUTE, Clock
from idp.discreet import Discreet, Hidden
from idp.ids import AccountId, ClientId, GrantId, hashed, new_id, new_secret
from idp.keys import Vault
from idp.settings import TokenSettings
from idp.storage import ActingTransaction, Transaction
from idp.tokens import table
from idp.tokens.authorization_code import (
    Authorized,
    CodeBindings,
    KeptCode,
    read_code,
    spend_code,
    write_grant,
)
from idp.tokens.grant import Grant
from idp.tokens.poll_times import PollTimes
from idp.tokens.records import Approval

_ABOUT = "approval_request.request"
_LONGEST_INTERVAL = MINUTE


class ApprovalKind(StrEnum):
    """How the person gets to it."""

    DEVICE = "device"
    BACKCHANNEL = "backchannel"


class Decision(StrEnum):
    """The answer to a client that polls."""

    PENDING = "pending"
    HASTY = "hasty"
    """Polled too soon: waits longer from now on."""
    HASTIEST = "hastiest"
    """Polled too soon, and waits the longest time already."""
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class RequestedApproval(Struct, frozen=True):
    """The client's request, and the text shown to the person."""

    scope: tuple[str, ...]
    resource: tuple[str, ...] = ()
    shown: str = ""
    """The code on the device, or the client's binding message."""


class Ping(Discreet, frozen=True):
    """The notification of a client in mode ping (CIBA Core 1.0 §10.2)."""

    auth_req_id: Hidden[str]
    token: Hidden[str]
    """The client's own token, by which it authenticates our call."""


class NewRequest(Discreet, frozen=True, kw_only=True):
    """A request to be stored: whose it is, how the person gets to it, for how many seconds."""

    kind: ApprovalKind
    client_id: ClientId
    handle_hash: bytes
    seconds: int
    account_id: AccountId | None = None
    """The only account that may approve it; None: any."""
    notification_token: Hidden[str | None] = None
    """The client's own token, in mode ping (CIBA Core 1.0 §7.1)."""


class ApprovalRequest(Struct, frozen=True):
    """A request, and its decision."""

    id_hash: bytes
    kind: ApprovalKind
    client_id: ClientId
    account_id: AccountId | None
    """The only account that may approve it; None: any."""
    wanted: RequestedApproval
    expires_at: int
    decision: Decision
    ping: Ping | None = None


class ApprovalRequests:
    """Stores them sealed: a client's text for a person is private."""

    def __init__(self, *, vault: Vault, clock: Clock, settings: TokenSettings) -> None:
        self._vault = vault
        self._clock = clock
        self._settings = settings
        self._poll_times = PollTimes()

    def ask(self, tx: Transaction, request: NewRequest, wanted: RequestedApproval) -> str | None:
        """Store `request` and return the secret of its polls; None if the handle is taken."""
        secret, now = new_secret(), self._clock.seconds()
        sealed = structs.asdict(wanted)
        if request.notification_token is not None:
            # Else what a client polls with is kept nowhere.
            sealed["ping"] = asdict(Ping(secret, request.notification_token))
        added = tx.run(
            table.ASK_APPROVAL,
            id_hash=hashed(secret),
            handle_hash=request.handle_hash,
            kind=str(request.kind),
            client_id=request.client_id,
            account_id=request.account_id,
            request_sealed=self._vault.seal(json.dumps(sealed), _ABOUT),
            interval_seconds=self._settings.poll_interval_seconds,
            now=now,
            expires_at=now + request.seconds,
        )
        return secret if added else None

    def find(self, tx: Transaction, id_hash: bytes) -> ApprovalRequest | None:
        """Return the request, decided or not."""
        row = tx.row(table.FIND_APPROVAL, id_hash=id_hash)
        return None if row is None else self._request(row)

    def find_waiting(
        self, tx: Transaction, kind: ApprovalKind, handle_hash: bytes
    ) -> ApprovalRequest | None:
        """Return the request with that handle that waits for an answer, or None."""
        row = tx.row(
            table.FIND_WAITING_APPROVAL,
            handle_hash=handle_hash,
            kind=str(kind),
            now=self._clock.seconds(),
        )
        return None if row is None else self._request(row)

    def approve(self, tx: ActingTransaction, request: ApprovalRequest, session: Session) -> bool:
        """Grant it to the account of `session`; False when it is decided or expired."""
        now = self._clock.seconds()
        approved = tx.run(
            table.APPROVE, id_hash=request.id_hash, account_id=session.account_id, now=now
        )
        if not approved:
            return False
        authorized = Authorized(
            client_id=request.client_id,
            account_id=session.account_id,
            sid=session.sid,
            scope=request.wanted.scope,
            claims=None,
            redirect_uri="",
            code_challenge=None,
            nonce=None,
            auth_time=session.auth_time,
            amr=session.amr,
            acr=session.acr,
            resource=request.wanted.resource,
        )
        write_grant(
            tx,
            authorized,
            KeptCode(GrantId(new_id()), request.id_hash, request.expires_at),
            now=now,
            settings=self._settings,
        )
        return True

    def refuse(self, tx: Transaction, request: ApprovalRequest) -> bool:
        """Record that the person refused; False when it was decided before."""
        now = self._clock.seconds()
        return tx.run(table.REFUSE, id_hash=request.id_hash, now=now) == 1

    def poll(
        self, tx: Transaction, kind: ApprovalKind, secret: str, client_id: ClientId
    ) -> Decision:
        """Return the answer to a client that polls; nothing is written."""
        now, id_hash = self._clock.seconds(), hashed(secret)
        row = tx.row(table.POLL_APPROVAL, id_hash=id_hash, kind=str(kind), client_id=client_id)
        if row is None:
            return Decision.UNKNOWN
        decision = _decision(row.approved_at, row.refused_at, row.expires_at, now)
        if decision is Decision.APPROVED and now >= row.expires_at:
            return Decision.EXPIRED
        if decision is not Decision.PENDING:
            return decision
        before = self._poll_times.note(id_hash, now)
        # Whole seconds: 4.1 seconds may look like 5, and 5 like 4.
        if before is None or now - before >= row.interval_seconds - 1:
            return Decision.PENDING
        return Decision.HASTY if row.interval_seconds < _LONGEST_INTERVAL else Decision.HASTIEST

    def slow_down(self, tx: Transaction, secret: str) -> None:
        """Make the client wait longer between polls (RFC 8628 §3.5), up to a minute."""
        tx.run(table.SLOW_DOWN, id_hash=hashed(secret), longest=_LONGEST_INTERVAL)

    def spend(
        self, tx: Transaction, secret: str, bindings: CodeBindings, *, cnf: str | None
    ) -> Grant | None:
        """Return the grant of an approved request, once."""
        code = read_code(tx, secret)
        return spend_code(tx, code, bindings, now=self._clock.seconds(), cnf=cnf)

    def _request(self, row: Approval) -> ApprovalRequest:
        wanted: dict[str, Any] = json.loads(self._vault.open(row.request_sealed, _ABOUT))
        now = self._clock.seconds()
        return ApprovalRequest(
            id_hash=row.id_hash,
            kind=ApprovalKind(row.kind),
            client_id=row.client_id,
            account_id=row.account_id,
            wanted=RequestedApproval(
                tuple(wanted["scope"]), tuple(wanted["resource"]), wanted["shown"]
            ),
            expires_at=row.expires_at,
            decision=_decision(row.approved_at, row.refused_at, row.expires_at, now),
            ping=Ping(**wanted["ping"]) if "ping" in wanted else None,
        )


def _decision(
    approved_at: int | None, refused_at: int | None, expires_at: int, now: int
) -> Decision:
    if refused_at is not None:
        return Decision.REFUSED
    if approved_at is not None:
        return Decision.APPROVED
    return Decision.PENDING if now < expires_at else Decision.EXPIRED
