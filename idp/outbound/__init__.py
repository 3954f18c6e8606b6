"""All requests from Parvis to other servers.

Owns the addresses that may be called, and the limits of time and size. Not here: what the answer
must contain; callers read it as untrusted text.
"""

from idp.outbound.client import Answer, Outbound
from idp.outbound.failure import Failure, OutboundError
from idp.outbound.narrowing import narrowed

__all__ = ["Answer", "Failure", "Outbound", "OutboundError", "narrowed"]
