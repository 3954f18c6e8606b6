"""The only way out: whatever is fetched from, or posted to, somebody else's server.

Owns: which addresses may be reached, how long a call may take and how much may come back.
Not here: what the answer must say; callers read it as untrusted text.
"""

from idp.outbound.client import Answer, Outbound
from idp.outbound.failure import Failure, OutboundError
from idp.outbound.narrowing import narrowed

__all__ = ["Answer", "Failure", "Outbound", "OutboundError", "narrowed"]
