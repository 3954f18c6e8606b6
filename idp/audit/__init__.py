"""Audit events: what happened, to whom, by whom, recorded in the same transaction.

Owns the events and their table. An event names accounts and clients by their ids; it never holds
an address, a name, a number, a code or a token. The rows are one chain, which shows whether any
was changed or removed (`chain`, `verification`).
"""

from idp.audit.audit import Audit

__all__ = ["Audit"]
