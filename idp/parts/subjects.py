"""Accounts, clients, the registry, other providers; and what joins two of them."""

from idp.accounts import (
    AccountDetails,
    Accounts,
    Addresses,
    Passwords,
    PasswordTries,
    Proofs,
    SessionDatabase,
    Sessions,
)
from idp.accounts.address_removals import AddressRemovals
from idp.accounts.address_suspension import AddressSuspension
from idp.additions import AccountBrowsers, Additions, Recent
from idp.administrators import AdministratorNotices, Administrators
from idp.authenticators import Authenticators, Realm, Tellers
from idp.children import Children
from idp.children.letters import Letters
from idp.clients import Clients
from idp.clients.client_keys import ClientKeys
from idp.clock import Clock
from idp.consents import Consents
from idp.parts.ground import Ground
from idp.registry import Registry
from idp.settings import Settings
from idp.upstream import Arrivals, Links, Upstreams


class Subjects(Ground):
    """Whom and what this provider knows."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings, clock)
        vault, audit, limits, signals = self.vault, self.audit, self.limits, self.signals
        recent = Recent(clock=clock, settings=settings.recovery)
        self.recent = recent
        self.account_browsers = AccountBrowsers(vault=vault, clock=clock, recent=recent)
        self.administrators = Administrators(vault=vault, clock=clock)
        administrator_notices = AdministratorNotices(
            administrators=self.administrators, clock=clock, outbox=self.outbox, settings=settings
        )
        self.authenticators = Authenticators(
            vault=vault,
            clock=clock,
            audit=audit,
            tellers=Tellers(
                {Realm.ACCOUNT: self.notices, Realm.ADMINISTRATOR: administrator_notices}
            ),
            limits=limits,
            known_browsers=self.known_browsers,
            settings=settings,
        )
        self.accounts = Accounts(
            vault=vault,
            clock=clock,
            audit=audit,
            signals=signals,
            notices=self.notices,
            authenticators=self.authenticators,
        )
        self.addresses = Addresses(
            vault=vault,
            clock=clock,
            audit=audit,
            signals=signals,
            notices=self.notices,
            recent=recent,
        )
        self.address_removals = AddressRemovals(
            vault=vault,
            clock=clock,
            audit=audit,
            notices=self.notices,
            addresses=self.addresses,
            settings=settings.recovery,
            issuer=self.issuer,
        )
        self.details = AccountDetails(vault=vault, clock=clock, audit=audit)
        self.passwords = Passwords(
            settings=settings, measures=self.measures, share=self.shares.hashing
        )
        self.password_tries = PasswordTries(
            database=self.database, limits=limits, known_browsers=self.known_browsers
        )
        self.proofs = Proofs(
            vault=vault,
            clock=clock,
            limits=limits,
            known_browsers=self.known_browsers,
            outbox=self.outbox,
            settings=settings,
            measures=self.measures,
        )
        self.session_database = SessionDatabase(database=self.database, clock=clock)
        self.sessions = Sessions(clock=clock, settings=settings, audit=audit, signals=signals)
        self.registry = Registry(vault=vault, clock=clock, settings=settings)
        self.clients = Clients(database=self.database)
        self.client_keys = ClientKeys(outbound=self.outbound_to_clients(), clock=clock)
        self.upstreams = Upstreams(
            settings=settings.upstream,
            outbound=self.outbound(settings.outbound),
            vault=vault,
            clock=clock,
            issuer=self.issuer,
            measures=self.measures,
        )
        self.upstream_links = Links(vault=vault, clock=clock, audit=audit)
        self.additions = Additions(
            rooms=(
                self.authenticators.suspension,
                AddressSuspension(vault=vault, addresses=self.addresses, clock=clock),
                self.upstream_links,
            ),
            recent=recent,
            audit=audit,
        )
        self.upstream_arrivals = Arrivals(
            vault=vault, clock=clock, seconds=settings.upstream.attempt_seconds
        )
        self.children = Children(
            vault=vault,
            clock=clock,
            limits=limits,
            audit=audit,
            signals=signals,
            settings=settings,
        )
        self.letters = Letters(
            vault=vault,
            clock=clock,
            limits=limits,
            audit=audit,
            outbox=self.outbox,
            settings=settings,
        )
        self.consents = Consents(clock=clock)
