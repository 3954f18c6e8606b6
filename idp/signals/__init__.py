"""Signals to portals: recorded where something happens, delivered by the worker.

A signal is one row in the transaction of what happened. The worker turns it into deliveries, one
for each portal with a grant of the account or session, and retries each until it is delivered or
expired. Owns `portal_signal`, `portal_delivery`, and the event streams of portals. Which portals
are concerned, and what they are sent, is decided above.
"""

from idp.signals.deliveries import Deliveries
from idp.signals.model import Line, Signal, SignalDelivery, SignalKind
from idp.signals.signals import Signals
from idp.signals.streams import Streams

__all__ = ["Deliveries", "Line", "Signal", "SignalDelivery", "SignalKind", "Signals", "Streams"]
