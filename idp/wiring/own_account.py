"""What parents do in their own account."""

from idp.journeys.change_password import ChangePassword
from idp.journeys.close_account import CloseAccount
from idp.journeys.language import RememberLanguage
from idp.journeys.merge_accounts import MergeAccounts
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
from idp.journeys.recent_additions import RecentAdditions
from idp.journeys.remove_address import RemoveAddress
from idp.journeys.second_proof import SecondProof
from idp.once import built_once
from idp.wiring import Provider


class OwnAccount:
    """The contents of an account, its authenticators, and its end."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._database = provider.database
        self._own = provider.directory.session_database
        self._clock = provider.clock
        self._audit = provider.audit
        self._limits = provider.limits
        self._notices = provider.notices
        self._directory = provider.directory

    @built_once
    def own_activity(self) -> OwnActivity:
        return OwnActivity(database=self._database, vault=self._provider.vault)

    @built_once
    def own_addresses(self) -> OwnAddresses:
        return OwnAddresses(
            database=self._own,
            addresses=self._directory.addresses,
            email_verifications=self._directory.email_verifications,
            account_browsers=self._directory.account_browsers,
            claim_imported=self._provider.journeys.claim_imported,
        )

    @built_once
    def own_app(self) -> OwnApp:
        return OwnApp(
            database=self._own,
            authenticators=self._directory.authenticators,
            account_browsers=self._directory.account_browsers,
        )

    @built_once
    def own_children(self) -> OwnChildren:
        return OwnChildren(database=self._own, children=self._directory.children)

    @built_once
    def own_data(self) -> OwnData:
        return OwnData(
            database=self._own,
            sections=OwnDataSections(
                accounts=self._directory.accounts,
                addresses=self._directory.addresses,
                details=self._directory.details,
                sessions=self._directory.sessions,
                email_verifications=self._directory.email_verifications,
                links=self._directory.upstream_links,
                imported_accounts=self._directory.imported_accounts,
                children=self._directory.children,
                consents=self._directory.consents,
                clients=self._directory.clients,
                authenticators=self._directory.authenticators,
                account_browsers=self._directory.account_browsers,
                additions=self._directory.additions,
                mail=self._directory.mail_history,
            ),
            limits=self._limits,
            audit=self._audit,
            notices=self._notices,
            clock=self._clock,
            issuer=self._provider.issuer,
        )

    @built_once
    def own_details(self) -> OwnDetails:
        return OwnDetails(database=self._own, details=self._directory.details)

    @built_once
    def own_passkeys(self) -> OwnPasskeys:
        return OwnPasskeys(
            database=self._own,
            accounts=self._directory.accounts,
            links=self._directory.upstream_links,
            authenticators=self._directory.authenticators,
            account_browsers=self._directory.account_browsers,
        )

    @built_once
    def own_portals(self) -> OwnPortals:
        return OwnPortals(
            database=self._own,
            clients=self._directory.clients,
            consents=self._directory.consents,
            logout=self._provider.notifications.backchannel_logout,
            events=self._provider.notifications.security_events,
            frontchannel=self._provider.notifications.frontchannel_logout,
            audit=self._audit,
            clock=self._clock,
        )

    @built_once
    def own_sessions(self) -> OwnSessions:
        return OwnSessions(database=self._own, sessions=self._directory.sessions, clock=self._clock)

    @built_once
    def own_ways(self) -> OwnWays:
        return OwnWays(
            database=self._own,
            accounts=self._directory.accounts,
            links=self._directory.upstream_links,
            authenticators=self._directory.authenticators,
            notices=self._notices,
        )

    @built_once
    def change_password(self) -> ChangePassword:
        return ChangePassword(
            database=self._own,
            accounts=self._directory.accounts,
            addresses=self._directory.addresses,
            passwords=self._directory.passwords,
            password_tries=self._directory.password_tries,
            sessions=self._directory.sessions,
            eviction=self._provider.closing.eviction,
            settings=self._provider.settings,
        )

    @built_once
    def close_account(self) -> CloseAccount:
        return CloseAccount(
            database=self._own,
            accounts=self._directory.accounts,
            consents=self._directory.consents,
            eviction=self._provider.closing.eviction,
            frontchannel=self._provider.notifications.frontchannel_logout,
            retention=self._provider.closing.retention,
            clock=self._clock,
        )

    @built_once
    def merge_accounts(self) -> MergeAccounts:
        return MergeAccounts(
            database=self._own,
            accounts=self._directory.accounts,
            addresses=self._directory.addresses,
            details=self._directory.details,
            email_verifications=self._directory.email_verifications,
            children=self._directory.children,
            consents=self._directory.consents,
            links=self._directory.upstream_links,
            imported_accounts=self._directory.imported_accounts,
            authenticators=self._directory.authenticators,
            eviction=self._provider.closing.eviction,
            account_browsers=self._directory.account_browsers,
        )

    @built_once
    def recent_additions(self) -> RecentAdditions:
        return RecentAdditions(
            database=self._own,
            addresses=self._directory.addresses,
            additions=self._directory.additions,
            account_browsers=self._directory.account_browsers,
            notices=self._notices,
        )

    @built_once
    def remove_address(self) -> RemoveAddress:
        return RemoveAddress(
            database=self._database,
            own=self._own,
            addresses=self._directory.addresses,
            removals=self._directory.address_removals,
            email_verifications=self._directory.email_verifications,
            prove_address=self._provider.journeys.prove_address,
            limits=self._limits,
            children=self._directory.children,
        )

    @built_once
    def second_proof(self) -> SecondProof:
        return SecondProof(
            database=self._own,
            addresses=self._directory.addresses,
            email_verifications=self._directory.email_verifications,
            prove_address=self._provider.journeys.prove_address,
            account_browsers=self._directory.account_browsers,
            claim_imported=self._provider.journeys.claim_imported,
            audit=self._audit,
        )

    @built_once
    def language(self) -> RememberLanguage:
        return RememberLanguage(database=self._own, accounts=self._directory.accounts)
