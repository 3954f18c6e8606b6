"""Journeys from the request of a portal to its answer, and parents' sign-in."""

from idp.journeys.approvals import Approvals
from idp.journeys.arrival import Arrival
from idp.journeys.begin_session import BeginSession
from idp.journeys.claim_imported import ClaimImported
from idp.journeys.confirm_child import ConfirmChild
from idp.journeys.dispatch import Dispatch
from idp.journeys.former_passwords import FormerPasswords
from idp.journeys.join_elsewhere import JoinElsewhere
from idp.journeys.kept_passwords import KeptPasswords
from idp.journeys.new_browsers import NewBrowsers
from idp.journeys.prove_address import ProveAddress
from idp.journeys.recover import Recover
from idp.journeys.reopen_account import ReopenAccount
from idp.journeys.reopening_offers import ReopeningOffers
from idp.journeys.second_step import SecondStep
from idp.journeys.sent_forms import SentForms
from idp.journeys.sign_in import SignIn
from idp.journeys.sign_in_by_passkey import SignInByPasskey
from idp.journeys.sign_in_counts import SignInCounts
from idp.journeys.sign_in_elsewhere import SignInElsewhere
from idp.journeys.sign_out import SignOut
from idp.journeys.sign_up import SignUp
from idp.journeys.support import Support
from idp.journeys.use_letter import UseLetter
from idp.journeys.waiting import WaitingRequests
from idp.journeys.way_marks import WayMarks
from idp.journeys.what_next import WhatNext
from idp.once import built_once
from idp.protocol.authorization.issue import Issue
from idp.protocol.authorization.jarm import SignedResponses
from idp.wiring import Provider


class Journeys:
    """The steps of parents on the way to a portal."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._database = provider.database
        self._own = provider.directory.session_database
        self._clock = provider.clock
        self._vault = provider.vault
        self._audit = provider.audit
        self._limits = provider.limits
        self._notices = provider.notices
        self._issuer = provider.issuer
        self._settings = provider.settings
        self._directory = provider.directory
        self._tokens = provider.tokens

    @built_once
    def waiting(self) -> WaitingRequests:
        return WaitingRequests(
            vault=self._vault,
            clock=self._clock,
            limits=self._limits,
            settings=self._settings.sessions,
        )

    @built_once
    def sent_forms(self) -> SentForms:
        return SentForms(database=self._database, vault=self._vault, clock=self._clock)

    @built_once
    def dispatch(self) -> Dispatch:
        return Dispatch(
            children=self._directory.children,
            consents=self._directory.consents,
            subjects=self._tokens.subjects,
            authenticators=self._directory.authenticators,
            clock=self._clock,
        )

    @built_once
    def approvals(self) -> Approvals:
        return Approvals(
            requests=self._tokens.approval_requests,
            waiting=self.waiting,
            dispatch=self.dispatch,
            pings=self._provider.notifications.backchannel_ping,
            consents=self._directory.consents,
            clients=self._directory.clients,
            subjects=self._tokens.subjects,
            limits=self._limits,
            vault=self._vault,
            audit=self._audit,
            database=self._database,
            own=self._own,
        )

    @built_once
    def arrival(self) -> Arrival:
        return Arrival(
            endpoint=self._provider.protocol.authorization,
            issue=Issue(
                id_tokens=self._tokens.id_tokens,
                encryption=self._provider.protocol.encryption,
                subjects=self._tokens.subjects,
                access_tokens=self._tokens.access_tokens,
                claims=self._tokens.claims,
                clock=self._clock,
                settings=self._settings.tokens,
                issuer=self._issuer,
            ),
            signed=SignedResponses(
                keys=self._provider.keys,
                encryption=self._provider.protocol.encryption,
                clock=self._clock,
                issuer=self._issuer,
            ),
            waiting=self.waiting,
            pushed=self._tokens.pushed_requests,
            dispatch=self.dispatch,
            approvals=self.approvals,
            sessions=self._directory.sessions,
            subjects=self._tokens.subjects,
            clients=self._directory.clients,
            database=self._database,
            clock=self._clock,
            issuer=self._issuer,
        )

    @built_once
    def begin_session(self) -> BeginSession:
        return BeginSession(
            accounts=self._directory.accounts,
            sessions=self._directory.sessions,
            password_tries=self._directory.password_tries,
            new_browsers=NewBrowsers(
                addresses=self._directory.addresses,
                known_browsers=self._provider.known_browsers,
                account_browsers=self._directory.account_browsers,
                limits=self._limits,
                notices=self._notices,
            ),
            account_browsers=self._directory.account_browsers,
            offers=self.reopening_offers,
            authenticators=self._directory.authenticators,
            audit=self._audit,
            claim_imported=self.claim_imported,
            clock=self._clock,
        )

    @built_once
    def reopening_offers(self) -> ReopeningOffers:
        return ReopeningOffers(vault=self._vault, clock=self._clock)

    @built_once
    def sign_in_counts(self) -> SignInCounts:
        return SignInCounts(measures=self._provider.measures)

    @built_once
    def sign_in(self) -> SignIn:
        return SignIn(
            database=self._database,
            accounts=self._directory.accounts,
            passwords=self._directory.passwords,
            password_tries=self._directory.password_tries,
            begin_session=self.begin_session,
            former_passwords=FormerPasswords(
                database=self._database,
                imported_accounts=self._directory.imported_accounts,
                passwords=self._directory.passwords,
                former_tenant=self._directory.former_tenant,
                limits=self._limits,
            ),
            prove_address=self.prove_address,
            kept_passwords=self.kept_passwords,
            audit=self._audit,
            sign_in_counts=self.sign_in_counts,
        )

    @built_once
    def kept_passwords(self) -> KeptPasswords:
        return KeptPasswords(vault=self._provider.vault, clock=self._clock)

    @built_once
    def claim_imported(self) -> ClaimImported:
        return ClaimImported(
            imported_accounts=self._directory.imported_accounts,
            former_subjects=self._provider.tokens.former_subjects,
            children=self._directory.children,
            audit=self._audit,
        )

    @built_once
    def by_passkey(self) -> SignInByPasskey:
        return SignInByPasskey(
            database=self._database,
            accounts=self._directory.accounts,
            authenticators=self._directory.authenticators,
            addresses=self._directory.addresses,
            begin_session=self.begin_session,
            recent=self._directory.recent,
            sign_in_counts=self.sign_in_counts,
        )

    @built_once
    def second_step(self) -> SecondStep:
        return SecondStep(
            database=self._database,
            accounts=self._directory.accounts,
            authenticators=self._directory.authenticators,
            begin_session=self.begin_session,
            recent=self._directory.recent,
            sign_in_counts=self.sign_in_counts,
        )

    @built_once
    def sign_in_elsewhere(self) -> SignInElsewhere:
        return SignInElsewhere(
            database=self._database,
            own=self._own,
            upstreams=self._directory.upstreams,
            links=self._directory.upstream_links,
            arrivals=self._directory.upstream_arrivals,
            accounts=self._directory.accounts,
            addresses=self._directory.addresses,
            notices=self._notices,
            begin_session=self.begin_session,
            account_browsers=self._directory.account_browsers,
            limits=self._limits,
            audit=self._audit,
            sign_in_counts=self.sign_in_counts,
        )

    @built_once
    def join_elsewhere(self) -> JoinElsewhere:
        return JoinElsewhere(
            database=self._database,
            arrivals=self._directory.upstream_arrivals,
            links=self._directory.upstream_links,
            accounts=self._directory.accounts,
            addresses=self._directory.addresses,
            email_verifications=self._directory.email_verifications,
            prove_address=self.prove_address,
            begin_session=self.begin_session,
            notices=self._notices,
            claim_imported=self.claim_imported,
            sign_in_counts=self.sign_in_counts,
        )

    @built_once
    def sign_up(self) -> SignUp:
        return SignUp(
            database=self._database,
            accounts=self._directory.accounts,
            passwords=self._directory.passwords,
            email_verifications=self._directory.email_verifications,
            claim_imported=self.claim_imported,
            kept_passwords=self.kept_passwords,
            begin_session=self.begin_session,
            settings=self._settings,
            sign_in_counts=self.sign_in_counts,
        )

    @built_once
    def recover(self) -> Recover:
        return Recover(
            database=self._database,
            accounts=self._directory.accounts,
            addresses=self._directory.addresses,
            passwords=self._directory.passwords,
            email_verifications=self._directory.email_verifications,
            eviction=self._provider.closing.eviction,
            additions=self._directory.additions,
            account_browsers=self._directory.account_browsers,
            removals=self._directory.address_removals,
            consents=self._directory.consents,
            children=self._directory.children,
            recent=self._directory.recent,
            claim_imported=self.claim_imported,
            begin_session=self.begin_session,
            settings=self._settings,
            sign_in_counts=self.sign_in_counts,
        )

    @built_once
    def prove_address(self) -> ProveAddress:
        return ProveAddress(
            database=self._database,
            own=self._own,
            email_verifications=self._directory.email_verifications,
            limits=self._limits,
            settings=self._provider.settings.mail,
        )

    @built_once
    def reopen_account(self) -> ReopenAccount:
        return ReopenAccount(
            database=self._database,
            accounts=self._directory.accounts,
            addresses=self._directory.addresses,
            offers=self.reopening_offers,
            begin_session=self.begin_session,
            clock=self._clock,
        )

    @built_once
    def sign_out(self) -> SignOut:
        return SignOut(
            database=self._database,
            sessions=self._directory.sessions,
            frontchannel=self._provider.notifications.frontchannel_logout,
            clock=self._clock,
        )

    @built_once
    def what_next(self) -> WhatNext:
        return WhatNext(
            database=self._database,
            dispatch=self.dispatch,
            clients=self._directory.clients,
        )

    @built_once
    def way_marks(self) -> WayMarks:
        return WayMarks(
            database=self._database,
            own=self._own,
            waiting=self.waiting,
            children=self._directory.children,
            consents=self._directory.consents,
        )

    @built_once
    def confirm_child(self) -> ConfirmChild:
        return ConfirmChild(
            database=self._own,
            children=self._directory.children,
            addresses=self._directory.addresses,
            settings=self._settings.registry,
        )

    @built_once
    def use_letter(self) -> UseLetter:
        return UseLetter(
            database=self._own, letters=self._directory.letters, addresses=self._directory.addresses
        )

    @built_once
    def support(self) -> Support:
        return Support(
            database=self._database,
            registry=self._directory.registry,
            children=self._directory.children,
            outbox=self._provider.outbox,
            limits=self._limits,
            clock=self._clock,
            settings=self._settings,
        )
