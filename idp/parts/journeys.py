"""What parents walk through."""

from idp.authenticators import Holder, Realm
from idp.clock import Clock
from idp.ids import AccountId
from idp.journeys.approvals import Approvals
from idp.journeys.arrival import Arrival
from idp.journeys.close_unused import CloseUnused
from idp.journeys.dispatch import Dispatch
from idp.journeys.due_removals import DueRemovals
from idp.journeys.erase_account import EraseAccounts
from idp.journeys.sign_out import SignOut
from idp.journeys.waiting import WaitingRequests
from idp.parts.transmitter import WithTransmitter
from idp.protocol.authorization.issue import Issue
from idp.protocol.authorization.jarm import SignedResponses
from idp.protocol.frontchannel_logout import FrontchannelLogout
from idp.retention import RetentionSchedule
from idp.settings import Settings
from idp.storage import Transaction
from idp.tokens.eviction import Eviction


class Journeys(WithTransmitter):
    """From a portal's request to its answer."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings, clock)
        self.frontchannel = FrontchannelLogout(clients=self.clients, issuer=self.issuer)
        self.sign_out = SignOut(
            database=self.database,
            sessions=self.sessions,
            frontchannel=self.frontchannel,
            clock=clock,
        )
        self.eviction = Eviction(
            sessions=self.sessions,
            proofs=self.proofs,
            authenticators=self.authenticators,
            clock=clock,
        )
        self.retention = RetentionSchedule(clock=clock)
        self.close_unused = CloseUnused(
            database=self.database,
            accounts=self.accounts,
            consents=self.consents,
            eviction=self.eviction,
            retention=self.retention,
            clock=clock,
        )
        self.due_removals = DueRemovals(
            database=self.database, removals=self.address_removals, children=self.children
        )
        self.erase_accounts = EraseAccounts(
            database=self.database,
            accounts=self.accounts,
            rooms=(
                self.children.forget,
                self.consents.forget,
                self.upstream_links.forget,
                self._forget_authenticators,
                self.told_tally.forget,
                self.account_browsers.forget,
            ),
            retention=self.retention,
            clock=clock,
        )
        self.waiting = WaitingRequests(
            vault=self.vault, clock=clock, limits=self.limits, settings=settings.sessions
        )
        dispatch = Dispatch(
            children=self.children,
            consents=self.consents,
            subjects=self.subjects,
            authenticators=self.authenticators,
            clock=clock,
        )
        self.approvals = Approvals(
            requests=self.approval_requests,
            waiting=self.waiting,
            dispatch=dispatch,
            pings=self.backchannel_ping,
            consents=self.consents,
            clients=self.clients,
            subjects=self.subjects,
            limits=self.limits,
            vault=self.vault,
            audit=self.audit,
            database=self.database,
            own=self.session_database,
        )
        issue = Issue(
            id_tokens=self.id_tokens,
            encryption=self.encryption,
            subjects=self.subjects,
            access_tokens=self.access_tokens,
            claims=self.claims,
            clock=clock,
            settings=settings.tokens,
            issuer=self.issuer,
        )
        self.arrival = Arrival(
            endpoint=self.authorization,
            issue=issue,
            signed=SignedResponses(
                keys=self.keys, encryption=self.encryption, clock=clock, issuer=self.issuer
            ),
            waiting=self.waiting,
            pushed=self.pushed_requests,
            dispatch=dispatch,
            approvals=self.approvals,
            sessions=self.sessions,
            subjects=self.subjects,
            clients=self.clients,
            database=self.database,
            clock=clock,
            issuer=self.issuer,
        )

    def _forget_authenticators(self, tx: Transaction, account_id: AccountId) -> None:
        self.authenticators.forget(tx, Holder(Realm.ACCOUNT, account_id))
