"""The parts of the OpenID provider, wired in one place: nothing else calls their constructors.

A `Provider` has the services that everything uses, and a section for each side of its work. The
module of a section, with the packages it wires, is imported when the section is first used, and so
is a service without which a provider can start: a command, or the worker, does not wait for pages
and endpoints that it never serves (decision 0034).
"""

import threading
from typing import TYPE_CHECKING

from idp import __version__
from idp.audit import Audit
from idp.clock import Clock, SystemClock
from idp.continuity import Continuity, Restorations
from idp.continuity.ending import ENDING
from idp.keys import SigningKeys, keyring_of, open_vault
from idp.keys.keepers import Keepers
from idp.keys.lifecycle import KeyLifecycle
from idp.measures import Measures
from idp.once import built_once
from idp.settings import OutboundSettings, Settings
from idp.shares import Shares
from idp.storage import Database
from idp.storage.revision import check_shape
from idp.traces import open_traces

if TYPE_CHECKING:  # types alone: importing them here would import everything
    from idp.accounts.notices import Notices
    from idp.limits import KnownBrowsers, Limits
    from idp.mail import Outbox
    from idp.outbound import Outbound
    from idp.rotation import Rotation
    from idp.signals import Deliveries, Signals, Streams
    from idp.statistics import DailyCounts
    from idp.wiring.administration import Administration
    from idp.wiring.closing import Closing
    from idp.wiring.directory import Directory
    from idp.wiring.imports import ImportSection
    from idp.wiring.journeys import Journeys
    from idp.wiring.notifications import NotificationMethods
    from idp.wiring.own_account import OwnAccount
    from idp.wiring.protocol import ProtocolEndpoints
    from idp.wiring.tokens import Tokens


class Provider:
    """The provider: pages, endpoints, worker and command line take their parts from it."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.issuer = settings.server.issuer
        self.measures = Measures()
        self.leaving = threading.Event()
        """Set once this process has to stop: no new requests are to be sent to it."""
        self.shares = Shares(settings.server.threads)
        self.traces = open_traces(
            endpoint=settings.tracing.endpoint, share=settings.tracing.share, version=__version__
        )
        self.database = Database.open(settings.database, traces=self.traces)
        check_shape(self.database)
        self.keyring = keyring_of(settings.keys)
        with self.database.reading() as tx:
            self.vault = open_vault(tx, self.keyring)
        keepers = Keepers(keyring=self.keyring, settings=settings.keys)
        self.keys = SigningKeys(database=self.database, keepers=keepers)
        self.key_lifecycle = KeyLifecycle(
            keyring=self.keyring,
            keepers=keepers,
            clock=clock,
            keys=settings.keys,
            tokens=settings.tokens,
        )
        self.audit = Audit(clock=clock, macs=self.vault)
        self.restorations = Restorations(database=self.database)
        self.continuity = Continuity(
            database=self.database,
            vault=self.vault,
            clock=clock,
            folder=settings.database.anchor_folder,
            kinds=ENDING,
        )

    @built_once
    def signals(self) -> "Signals":
        """What portals must hear."""
        from idp.signals import Signals

        return Signals(clock=self.clock)

    @built_once
    def deliveries(self) -> "Deliveries":
        """Signals on their way to portals."""
        from idp.signals import Deliveries

        return Deliveries(vault=self.vault, clock=self.clock, settings=self.settings.signals)

    @built_once
    def streams(self) -> "Streams":
        """The event streams of portals."""
        from idp.signals import Streams

        return Streams(vault=self.vault, clock=self.clock)

    @built_once
    def counts(self) -> "DailyCounts":
        """How often what happened, by day."""
        from idp.statistics import DailyCounts

        return DailyCounts(clock=self.clock)

    @built_once
    def limits(self) -> "Limits":
        """The budgets."""
        from idp.limits import Limits

        return Limits(vault=self.vault, clock=self.clock, settings=self.settings.limits)

    @built_once
    def known_browsers(self) -> "KnownBrowsers":
        """The browsers that budgets know."""
        from idp.limits import KnownBrowsers

        return KnownBrowsers(vault=self.vault, clock=self.clock)

    @built_once
    def outbox(self) -> "Outbox":
        """Messages that wait to be sent."""
        from idp.mail import Outbox

        return Outbox(vault=self.vault, clock=self.clock, settings=self.settings)

    @built_once
    def notices(self) -> "Notices":
        """What the owner of an account is told by mail."""
        from idp.accounts.notices import Notices

        return Notices(
            vault=self.vault, clock=self.clock, outbox=self.outbox, settings=self.settings
        )

    @built_once
    def directory(self) -> "Directory":
        """Accounts, clients, the registry, other providers; and what joins two of them."""
        from idp.wiring.directory import Directory

        return Directory(self)

    @built_once
    def tokens(self) -> "Tokens":
        """Codes, tokens and claims."""
        from idp.wiring.tokens import Tokens

        return Tokens(self)

    @built_once
    def protocol(self) -> "ProtocolEndpoints":
        """Client authentication, and the endpoints of OAuth and OpenID Connect."""
        from idp.wiring.protocol import ProtocolEndpoints

        return ProtocolEndpoints(self)

    @built_once
    def notifications(self) -> "NotificationMethods":
        """The ways of notifying portals."""
        from idp.wiring.notifications import NotificationMethods

        return NotificationMethods(self)

    @built_once
    def closing(self) -> "Closing":
        """Closing and erasing accounts, and ending what is open in one."""
        from idp.wiring.closing import Closing

        return Closing(self)

    @built_once
    def journeys(self) -> "Journeys":
        """Journeys from the request of a portal to its answer, and parents' sign-in."""
        from idp.wiring.journeys import Journeys

        return Journeys(self)

    @built_once
    def own_account(self) -> "OwnAccount":
        """What parents do in their own account."""
        from idp.wiring.own_account import OwnAccount

        return OwnAccount(self)

    @built_once
    def rotation(self) -> "Rotation":
        """The rotation of the signing keys."""
        from idp.rotation import Rotation

        return Rotation(
            database=self.database,
            lifecycle=self.key_lifecycle,
            keys=self.keys,
            audit=self.audit,
            clock=self.clock,
        )

    @built_once
    def imports(self) -> "ImportSection":
        """Registry imports, from a file to a decision."""
        from idp.wiring.imports import ImportSection

        return ImportSection(self)

    @built_once
    def administration(self) -> "Administration":
        """The actions and the sign-in of administrators."""
        from idp.wiring.administration import Administration

        return Administration(self)

    def outbound(self, settings: OutboundSettings) -> "Outbound":
        """Return an HTTP client for threads that answer requests."""
        from idp.outbound import Outbound

        return Outbound(settings=settings, traces=self.traces, share=self.shares.slow)

    def outbound_to_clients(self) -> "Outbound":
        """Return an HTTP client for addresses that clients registered: with narrower limits."""
        from idp.outbound import narrowed

        return self.outbound(narrowed(self.settings.outbound))


def build(settings: Settings, clock: Clock | None = None) -> Provider:
    """Return the provider for `settings`.

    Raises SettingsError when the key-encryption key or the database is not ready, or when the
    database has a shape that this program does not work on.
    """
    return Provider(settings, clock or SystemClock())
