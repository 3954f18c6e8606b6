"""What an OpenID provider is made of, wired in one place: nothing else calls constructors.

A `Provider` has the services that everything stands on, and a section for each side of its work.
The module of a section, and so the rooms it is wired from, is imported when the section is first
asked for: a command, or the worker, does not wait for pages and endpoints that it never serves
(decision 0034).
"""

import threading
from typing import TYPE_CHECKING

from idp import __version__
from idp.accounts.notices import Notices
from idp.audit import Audit
from idp.clock import Clock, SystemClock
from idp.continuity import Continuity, Restorations
from idp.continuity.ending import ENDING
from idp.keys import SigningKeys, keyring_of, open_vault
from idp.keys.keepers import Keepers
from idp.keys.lifecycle import KeyLifecycle
from idp.limits import KnownBrowsers, Limits
from idp.mail import Outbox
from idp.measures import Measures
from idp.once import built_once
from idp.outbound import Outbound, narrowed
from idp.settings import OutboundSettings, Settings
from idp.shares import Shares
from idp.signals import Deliveries, Signals, Streams
from idp.statistics import DailyCounts
from idp.storage import Database
from idp.traces import open_traces

if TYPE_CHECKING:  # types of the sections alone: importing them here would import everything
    from idp.rotation import Rotation
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
    """Doors, worker and command line take from it what they need."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.issuer = settings.server.issuer
        self.measures = Measures()
        self.leaving = threading.Event()
        """Set once this process was told to stop: no new requests are to be sent to it."""
        self.shares = Shares(settings.server.threads)
        self.traces = open_traces(
            endpoint=settings.tracing.endpoint, share=settings.tracing.share, version=__version__
        )
        self.database = Database.open(settings.database, traces=self.traces)
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
        self.signals = Signals(clock=clock)
        self.counts = DailyCounts(clock=clock)
        self.deliveries = Deliveries(vault=self.vault, clock=clock, settings=settings.signals)
        self.streams = Streams(vault=self.vault, clock=clock)
        self.limits = Limits(vault=self.vault, clock=clock, settings=settings.limits)
        self.known_browsers = KnownBrowsers(vault=self.vault, clock=clock)
        self.outbox = Outbox(vault=self.vault, clock=clock, settings=settings)
        self.notices = Notices(vault=self.vault, clock=clock, outbox=self.outbox, settings=settings)

    @built_once
    def directory(self) -> "Directory":
        """Whom and what the provider knows."""
        from idp.wiring.directory import Directory

        return Directory(self)

    @built_once
    def tokens(self) -> "Tokens":
        """What is minted, and what is kept of it."""
        from idp.wiring.tokens import Tokens

        return Tokens(self)

    @built_once
    def protocol(self) -> "ProtocolEndpoints":
        """How clients prove themselves, and the endpoints that they call."""
        from idp.wiring.protocol import ProtocolEndpoints

        return ProtocolEndpoints(self)

    @built_once
    def notifications(self) -> "NotificationMethods":
        """How portals are told of what happened."""
        from idp.wiring.notifications import NotificationMethods

        return NotificationMethods(self)

    @built_once
    def closing(self) -> "Closing":
        """What ends accounts, and what is open in one."""
        from idp.wiring.closing import Closing

        return Closing(self)

    @built_once
    def journeys(self) -> "Journeys":
        """From the request of a portal to its answer, and how parents come in."""
        from idp.wiring.journeys import Journeys

        return Journeys(self)

    @built_once
    def own_account(self) -> "OwnAccount":
        """What parents do in an account of theirs."""
        from idp.wiring.own_account import OwnAccount

        return OwnAccount(self)

    @built_once
    def rotation(self) -> "Rotation":
        """What turns the signing keys."""
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
        """How a school's export comes into force."""
        from idp.wiring.imports import ImportSection

        return ImportSection(self)

    @built_once
    def administration(self) -> "Administration":
        """What administrators do, and how they come in."""
        from idp.wiring.administration import Administration

        return Administration(self)

    def outbound(self, settings: OutboundSettings) -> Outbound:
        """Return a way out for threads that answer requests."""
        return Outbound(settings=settings, traces=self.traces, share=self.shares.slow)

    def outbound_to_clients(self) -> Outbound:
        """Return a way out to addresses that clients named: shorter and fewer than our own."""
        return self.outbound(narrowed(self.settings.outbound))


def build(settings: Settings, clock: Clock | None = None) -> Provider:
    """Return the provider for `settings`.

    Raises SettingsError when the key-encryption key or the database is not ready.
    """
    return Provider(settings, clock or SystemClock())
