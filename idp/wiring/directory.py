"""Accounts, clients, the registry, other providers; and what joins two of them."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from idp.once import built_once
from idp.wiring import Provider

if TYPE_CHECKING:  # imported when they are asked for: commands on other things need none
    from idp.accounts import (
        AccountDetails,
        Accounts,
        Addresses,
        EmailVerifications,
        Passwords,
        PasswordTries,
        SessionDatabase,
        Sessions,
    )
    from idp.accounts.address_removals import AddressRemovals
    from idp.accounts.email_proofs.verification_attempts import VerificationAttempts
    from idp.additions import AccountBrowsers, Additions, Recent
    from idp.administrators import AdministratorNotices, Administrators
    from idp.authenticators import Authenticators
    from idp.children import Children
    from idp.children.letters import Letters
    from idp.clients import Clients
    from idp.clients.client_keys import ClientKeys
    from idp.clients.refusals import Refusals
    from idp.consents import Consents
    from idp.imported_accounts import ImportedAccounts
    from idp.mail import MailHistory
    from idp.registry import Registry
    from idp.upstream import Arrivals, FormerTenant, UpstreamLinks, Upstreams
    from idp.upstream.call_counts import CallCounts


class Directory:
    """Accounts, clients, the registry and other providers, built once each."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._settings = provider.settings
        self._database = provider.database
        self._vault = provider.vault
        self._clock = provider.clock
        self._audit = provider.audit

    @built_once
    def accounts(self) -> "Accounts":
        from idp.accounts import Accounts

        return Accounts(
            vault=self._vault,
            clock=self._clock,
            audit=self._audit,
            signals=self._provider.signals,
            notices=self._provider.notices,
            authenticators=self.authenticators,
        )

    @built_once
    def addresses(self) -> "Addresses":
        from idp.accounts import Addresses

        return Addresses(
            vault=self._vault,
            clock=self._clock,
            audit=self._audit,
            signals=self._provider.signals,
            notices=self._provider.notices,
            recent=self.recent,
        )

    @built_once
    def address_removals(self) -> "AddressRemovals":
        from idp.accounts.address_removals import AddressRemovals

        return AddressRemovals(
            vault=self._vault,
            clock=self._clock,
            audit=self._audit,
            notices=self._provider.notices,
            addresses=self.addresses,
            settings=self._settings.recovery,
            issuer=self._provider.issuer,
        )

    @built_once
    def details(self) -> "AccountDetails":
        from idp.accounts import AccountDetails

        return AccountDetails(vault=self._vault, clock=self._clock, audit=self._audit)

    @built_once
    def passwords(self) -> "Passwords":
        from idp.accounts import Passwords

        return Passwords(
            settings=self._settings,
            measures=self._provider.measures,
            share=self._provider.shares.hashing,
        )

    @built_once
    def password_tries(self) -> "PasswordTries":
        from idp.accounts import PasswordTries

        return PasswordTries(
            database=self._database,
            limits=self._provider.limits,
            known_browsers=self._provider.known_browsers,
        )

    @built_once
    def code_tries(self) -> "VerificationAttempts":
        from idp.accounts.email_proofs.verification_attempts import (
            CODES_TRIED,
            VerificationAttempts,
        )

        return VerificationAttempts(
            vault=self._vault,
            clock=self._clock,
            limits=self._provider.limits,
            known_browsers=self._provider.known_browsers,
            outbox=self._provider.outbox,
            settings=self._settings.codes,
            tried=self._provider.measures.counter(CODES_TRIED),
            counts=self._provider.counts,
        )

    @built_once
    def email_verifications(self) -> "EmailVerifications":
        from idp.accounts import EmailVerifications
        from idp.accounts.email_proofs.email_verifications import CODES_SENT

        return EmailVerifications(
            vault=self._vault,
            clock=self._clock,
            limits=self._provider.limits,
            known_browsers=self._provider.known_browsers,
            outbox=self._provider.outbox,
            settings=self._settings,
            tries=self.code_tries,
            sent=self._provider.measures.counter(CODES_SENT),
        )

    @built_once
    def sessions(self) -> "Sessions":
        from idp.accounts import Sessions

        return Sessions(
            clock=self._clock,
            settings=self._settings,
            audit=self._audit,
            signals=self._provider.signals,
        )

    @built_once
    def session_database(self) -> "SessionDatabase":
        from idp.accounts import SessionDatabase

        return SessionDatabase(database=self._database, clock=self._clock)

    @built_once
    def recent(self) -> "Recent":
        from idp.additions import Recent

        return Recent(clock=self._clock, settings=self._settings.recovery)

    @built_once
    def account_browsers(self) -> "AccountBrowsers":
        from idp.additions import AccountBrowsers

        return AccountBrowsers(vault=self._vault, clock=self._clock, recent=self.recent)

    @built_once
    def additions(self) -> "Additions":
        from idp.accounts.address_suspension import AddressSuspension
        from idp.additions import Additions

        suspension = AddressSuspension(
            vault=self._vault, addresses=self.addresses, clock=self._clock
        )
        return Additions(
            suspenders=(self.authenticators.suspension, suspension, self.upstream_links),
            recent=self.recent,
            audit=self._audit,
        )

    @built_once
    def administrators(self) -> "Administrators":
        from idp.administrators import Administrators

        return Administrators(vault=self._vault, clock=self._clock)

    @built_once
    def authenticators(self) -> "Authenticators":
        from idp.wiring.authenticators import authenticators

        return authenticators(self._provider, self.administrator_notices)

    @built_once
    def administrator_notices(self) -> "AdministratorNotices":
        from idp.administrators import AdministratorNotices

        return AdministratorNotices(
            administrators=self.administrators,
            clock=self._provider.clock,
            outbox=self._provider.outbox,
            settings=self._provider.settings,
        )

    @built_once
    def registry(self) -> "Registry":
        from idp.registry import Registry

        return Registry(vault=self._vault, clock=self._clock, settings=self._settings)

    @built_once
    def clients(self) -> "Clients":
        from idp.clients import Clients

        return Clients(database=self._database)

    @built_once
    def refusals(self) -> "Refusals":
        from idp.clients.refusals import Refusals

        return Refusals(database=self._database, clock=self._clock)

    @built_once
    def client_keys(self) -> "ClientKeys":
        from idp.clients.client_keys import ClientKeys

        return ClientKeys(outbound=self._provider.outbound_to_clients(), clock=self._clock)

    @built_once
    def upstreams(self) -> "Upstreams":
        from idp.upstream import Upstreams

        return Upstreams(
            settings=self._settings.upstream,
            outbound=self._provider.outbound(self._settings.outbound),
            vault=self._vault,
            clock=self._clock,
            issuer=self._provider.issuer,
            counts=self._upstream_counts,
        )

    @built_once
    def former_tenant(self) -> "FormerTenant | None":
        from idp.upstream import FormerTenant

        asked, calls = self._settings.former_tenant, self._settings.outbound
        if not asked.is_asked:
            return None
        seconds = min(calls.total_seconds, asked.total_seconds)
        limits = replace(calls, places=asked.places, total_seconds=seconds)
        outbound = self._provider.outbound(limits)
        return FormerTenant(settings=asked, outbound=outbound, counts=self._upstream_counts)

    @built_once
    def _upstream_counts(self) -> "CallCounts":
        from idp.upstream.call_counts import CallCounts
        from idp.upstream.former_tenant import NAME

        names = [each.name for each in self._settings.upstream.providers]
        names += [NAME] if self._settings.former_tenant.is_asked else []
        return CallCounts(measures=self._provider.measures, providers=tuple(names))

    @built_once
    def upstream_links(self) -> "UpstreamLinks":
        from idp.upstream import UpstreamLinks

        return UpstreamLinks(vault=self._vault, clock=self._clock, audit=self._audit)

    @built_once
    def upstream_arrivals(self) -> "Arrivals":
        from idp.upstream import Arrivals

        return Arrivals(
            vault=self._vault,
            clock=self._clock,
            seconds=self._settings.upstream.attempt_seconds,
        )

    @built_once
    def imported_accounts(self) -> "ImportedAccounts":
        from idp.imported_accounts import ImportedAccounts

        return ImportedAccounts(vault=self._vault, clock=self._clock)

    @built_once
    def children(self) -> "Children":
        from idp.children import Children

        return Children(
            vault=self._vault,
            clock=self._clock,
            limits=self._provider.limits,
            audit=self._audit,
            signals=self._provider.signals,
            settings=self._settings,
        )

    @built_once
    def letters(self) -> "Letters":
        from idp.children.letters import Letters

        return Letters(
            vault=self._vault,
            clock=self._clock,
            limits=self._provider.limits,
            audit=self._audit,
            outbox=self._provider.outbox,
            settings=self._settings,
        )

    @built_once
    def consents(self) -> "Consents":
        from idp.consents import Consents

        return Consents(clock=self._clock)

    @built_once
    def mail_history(self) -> "MailHistory":
        from idp.mail import MailHistory

        return MailHistory(vault=self._vault)
