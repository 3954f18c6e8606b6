"""The ground, and the services of the house."""

import threading

from idp import __version__
from idp.accounts.notices import Notices
from idp.audit import Audit
from idp.clock import Clock
from idp.continuity import Continuity, Restorations
from idp.continuity.ending import ENDING
from idp.keys import SigningKeys, keyring_of, open_vault
from idp.keys.keepers import Keepers
from idp.keys.lifecycle import KeyLifecycle
from idp.limits import KnownBrowsers, Limits
from idp.mail import Outbox
from idp.measures import Measures
from idp.outbound import Outbound, narrowed
from idp.settings import OutboundSettings, Settings
from idp.shares import Shares
from idp.signals import Deliveries, Signals, Streams
from idp.storage import Database
from idp.traces import open_traces


class Ground:
    """What every room stands on."""

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
        with self.database.reading() as transaction:
            self.vault = open_vault(transaction, self.keyring)
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
        self.deliveries = Deliveries(vault=self.vault, clock=clock, settings=settings.signals)
        self.streams = Streams(vault=self.vault, clock=clock)
        self.limits = Limits(vault=self.vault, clock=clock, settings=settings.limits)
        self.known_browsers = KnownBrowsers(vault=self.vault, clock=clock)
        self.outbox = Outbox(vault=self.vault, clock=clock, settings=settings)
        self.notices = Notices(vault=self.vault, clock=clock, outbox=self.outbox, settings=settings)

    def outbound(self, settings: OutboundSettings) -> Outbound:
        """Return a way out for threads that answer requests."""
        return Outbound(settings=settings, traces=self.traces, share=self.shares.slow)

    def outbound_to_clients(self) -> Outbound:
        """Return a way out to addresses that clients named: shorter and fewer than our own."""
        return self.outbound(narrowed(self.settings.outbound))
