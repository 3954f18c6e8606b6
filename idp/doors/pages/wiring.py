"""What people can do, built once from the parts of the house and handed to the pages by name."""

from msgspec import Struct

from idp.journeys.approvals import Approvals
from idp.journeys.begin_session import BeginSession
from idp.journeys.change_password import ChangePassword
from idp.journeys.close_account import CloseAccount
from idp.journeys.confirm_child import ConfirmChild
from idp.journeys.dispatch import Dispatch
from idp.journeys.join_elsewhere import JoinElsewhere
from idp.journeys.language import RememberLanguage
from idp.journeys.merge_accounts import MergeAccounts
from idp.journeys.new_browsers import NewBrowsers
from idp.journeys.own_activity import OwnActivity
from idp.journeys.own_addresses import OwnAddresses
from idp.journeys.own_app import OwnApp
from idp.journeys.own_children import OwnChildren
from idp.journeys.own_data import OwnData
from idp.journeys.own_data_sections import OwnDataSections
from idp.journeys.own_details import OwnDetails
from idp.journeys.own_passkeys import OwnPasskeys
from idp.journeys.own_portals import OwnPortals
from idp.journeys.own_sessions import OwnSessions
from idp.journeys.own_ways import OwnWays
from idp.journeys.prove_address import ProveAddress
from idp.journeys.recent_additions import RecentAdditions
from idp.journeys.recover import Recover
from idp.journeys.remove_address import RemoveAddress
from idp.journeys.reopen_account import ReopenAccount
from idp.journeys.reopening_offers import ReopeningOffers
from idp.journeys.second_proof import SecondProof
from idp.journeys.second_step import SecondStep
from idp.journeys.sign_in import SignIn
from idp.journeys.sign_in_by_passkey import SignInByPasskey
from idp.journeys.sign_in_counts import SignInCounts
from idp.journeys.sign_in_elsewhere import SignInElsewhere
from idp.journeys.sign_out import SignOut
from idp.journeys.sign_up import SignUp
from idp.journeys.support import Support
from idp.journeys.use_letter import UseLetter
from idp.journeys.way_marks import WayMarks
from idp.journeys.what_next import WhatNext
from idp.mail.history import MailHistory
from idp.parts import Parts


class PageJourneys(Struct, frozen=True):
    """One journey each."""

    sign_in: SignIn
    by_passkey: SignInByPasskey
    second_step: SecondStep
    own_passkeys: OwnPasskeys
    own_app: OwnApp
    sign_up: SignUp
    sign_out: SignOut
    recover: Recover
    prove_address: ProveAddress
    second_proof: SecondProof
    recent_additions: RecentAdditions
    remove_address: RemoveAddress
    confirm_child: ConfirmChild
    way_marks: WayMarks
    what_next: WhatNext
    approvals: Approvals
    support: Support
    language: RememberLanguage
    change_password: ChangePassword
    merge_accounts: MergeAccounts
    use_letter: UseLetter
    close_account: CloseAccount
    reopen_account: ReopenAccount
    own_addresses: OwnAddresses
    own_children: OwnChildren
    own_activity: OwnActivity
    own_data: OwnData
    own_details: OwnDetails
    own_portals: OwnPortals
    own_sessions: OwnSessions
    own_ways: OwnWays
    sign_in_elsewhere: SignInElsewhere
    join_elsewhere: JoinElsewhere


def wire(parts: Parts) -> PageJourneys:
    """Return the journeys of `parts`."""
    database, clock, settings = parts.database, parts.clock, parts.settings
    own = parts.session_database
    offers = ReopeningOffers(vault=parts.vault, clock=clock)
    begin_session = BeginSession(
        accounts=parts.accounts,
        sessions=parts.sessions,
        password_tries=parts.password_tries,
        new_browsers=NewBrowsers(
            addresses=parts.addresses,
            known_browsers=parts.known_browsers,
            account_browsers=parts.account_browsers,
            limits=parts.limits,
            notices=parts.notices,
        ),
        account_browsers=parts.account_browsers,
        offers=offers,
        authenticators=parts.authenticators,
        audit=parts.audit,
        clock=clock,
    )
    sign_in_counts = SignInCounts(measures=parts.measures)
    prove_address = ProveAddress(
        database=database, own=own, proofs=parts.proofs, limits=parts.limits
    )
    return PageJourneys(
        sign_in=SignIn(
            database=database,
            accounts=parts.accounts,
            passwords=parts.passwords,
            password_tries=parts.password_tries,
            begin_session=begin_session,
            audit=parts.audit,
            sign_in_counts=sign_in_counts,
        ),
        by_passkey=SignInByPasskey(
            database=database,
            accounts=parts.accounts,
            authenticators=parts.authenticators,
            addresses=parts.addresses,
            begin_session=begin_session,
            recent=parts.recent,
            sign_in_counts=sign_in_counts,
        ),
        second_step=SecondStep(
            database=database,
            accounts=parts.accounts,
            authenticators=parts.authenticators,
            begin_session=begin_session,
            recent=parts.recent,
            sign_in_counts=sign_in_counts,
        ),
        own_passkeys=OwnPasskeys(
            database=own,
            accounts=parts.accounts,
            links=parts.upstream_links,
            authenticators=parts.authenticators,
            account_browsers=parts.account_browsers,
        ),
        own_app=OwnApp(
            database=own,
            authenticators=parts.authenticators,
            account_browsers=parts.account_browsers,
        ),
        sign_up=SignUp(
            database=database,
            accounts=parts.accounts,
            passwords=parts.passwords,
            proofs=parts.proofs,
            begin_session=begin_session,
            settings=settings,
            sign_in_counts=sign_in_counts,
        ),
        sign_out=parts.sign_out,
        recover=Recover(
            database=database,
            accounts=parts.accounts,
            addresses=parts.addresses,
            passwords=parts.passwords,
            proofs=parts.proofs,
            eviction=parts.eviction,
            additions=parts.additions,
            account_browsers=parts.account_browsers,
            removals=parts.address_removals,
            consents=parts.consents,
            children=parts.children,
            recent=parts.recent,
            begin_session=begin_session,
            settings=settings,
            sign_in_counts=sign_in_counts,
        ),
        prove_address=prove_address,
        second_proof=SecondProof(
            database=own,
            addresses=parts.addresses,
            proofs=parts.proofs,
            prove_address=prove_address,
            account_browsers=parts.account_browsers,
            audit=parts.audit,
        ),
        recent_additions=RecentAdditions(
            database=own,
            addresses=parts.addresses,
            additions=parts.additions,
            account_browsers=parts.account_browsers,
            notices=parts.notices,
        ),
        remove_address=RemoveAddress(
            database=database,
            own=own,
            addresses=parts.addresses,
            removals=parts.address_removals,
            proofs=parts.proofs,
            prove_address=prove_address,
            limits=parts.limits,
            children=parts.children,
        ),
        confirm_child=ConfirmChild(
            database=own,
            children=parts.children,
            addresses=parts.addresses,
            settings=parts.settings.registry,
        ),
        way_marks=WayMarks(
            database=database,
            own=own,
            waiting=parts.waiting,
            children=parts.children,
            consents=parts.consents,
        ),
        what_next=WhatNext(
            database=database,
            dispatch=Dispatch(
                children=parts.children,
                consents=parts.consents,
                subjects=parts.subjects,
                authenticators=parts.authenticators,
                clock=clock,
            ),
            clients=parts.clients,
        ),
        approvals=parts.approvals,
        support=Support(
            database=database,
            outbox=parts.outbox,
            limits=parts.limits,
            clock=clock,
            settings=settings,
        ),
        language=RememberLanguage(database=own, accounts=parts.accounts),
        change_password=ChangePassword(
            database=own,
            accounts=parts.accounts,
            addresses=parts.addresses,
            passwords=parts.passwords,
            password_tries=parts.password_tries,
            sessions=parts.sessions,
            eviction=parts.eviction,
            settings=settings,
        ),
        use_letter=UseLetter(database=own, letters=parts.letters, addresses=parts.addresses),
        merge_accounts=MergeAccounts(
            database=own,
            accounts=parts.accounts,
            addresses=parts.addresses,
            details=parts.details,
            proofs=parts.proofs,
            children=parts.children,
            consents=parts.consents,
            links=parts.upstream_links,
            authenticators=parts.authenticators,
            eviction=parts.eviction,
            account_browsers=parts.account_browsers,
        ),
        close_account=CloseAccount(
            database=own,
            accounts=parts.accounts,
            consents=parts.consents,
            eviction=parts.eviction,
            frontchannel=parts.frontchannel,
            retention=parts.retention,
            clock=clock,
        ),
        reopen_account=ReopenAccount(
            database=database,
            accounts=parts.accounts,
            addresses=parts.addresses,
            offers=offers,
            begin_session=begin_session,
            clock=clock,
        ),
        own_addresses=OwnAddresses(
            database=own,
            addresses=parts.addresses,
            proofs=parts.proofs,
            account_browsers=parts.account_browsers,
        ),
        own_children=OwnChildren(database=own, children=parts.children),
        own_activity=OwnActivity(database=database, vault=parts.vault),
        own_data=_own_data(parts),
        own_details=OwnDetails(database=own, details=parts.details),
        own_portals=OwnPortals(
            database=own,
            clients=parts.clients,
            consents=parts.consents,
            logout=parts.backchannel_logout,
            events=parts.transmitter.telling,
            frontchannel=parts.frontchannel,
            audit=parts.audit,
            clock=clock,
        ),
        own_sessions=OwnSessions(database=own, sessions=parts.sessions, clock=clock),
        own_ways=OwnWays(
            database=own,
            accounts=parts.accounts,
            links=parts.upstream_links,
            authenticators=parts.authenticators,
            notices=parts.notices,
        ),
        sign_in_elsewhere=SignInElsewhere(
            database=database,
            own=own,
            upstreams=parts.upstreams,
            links=parts.upstream_links,
            arrivals=parts.upstream_arrivals,
            accounts=parts.accounts,
            addresses=parts.addresses,
            notices=parts.notices,
            begin_session=begin_session,
            account_browsers=parts.account_browsers,
            limits=parts.limits,
            audit=parts.audit,
            sign_in_counts=sign_in_counts,
        ),
        join_elsewhere=JoinElsewhere(
            database=database,
            arrivals=parts.upstream_arrivals,
            links=parts.upstream_links,
            accounts=parts.accounts,
            addresses=parts.addresses,
            proofs=parts.proofs,
            prove_address=prove_address,
            begin_session=begin_session,
            notices=parts.notices,
            sign_in_counts=sign_in_counts,
        ),
    )


def _own_data(parts: Parts) -> OwnData:
    return OwnData(
        database=parts.session_database,
        sections=OwnDataSections(
            accounts=parts.accounts,
            addresses=parts.addresses,
            details=parts.details,
            sessions=parts.sessions,
            proofs=parts.proofs,
            links=parts.upstream_links,
            children=parts.children,
            consents=parts.consents,
            clients=parts.clients,
            authenticators=parts.authenticators,
            account_browsers=parts.account_browsers,
            additions=parts.additions,
            mail=MailHistory(vault=parts.vault),
        ),
        limits=parts.limits,
        audit=parts.audit,
        notices=parts.notices,
        clock=parts.clock,
        issuer=parts.issuer,
    )
