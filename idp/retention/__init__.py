"""How long data is kept: the one list of rules, and what an administrator set.

Owns the tables `retention_rule` and `retention_run`. Deletes nothing: the worker does, at its next
round.
"""

from idp.retention.rule import DayBounds, PurgeChunk, Retention
from idp.retention.rules import CLOSED_ACCOUNT, KEPT, RECORD, RETAINED, RULES, TOLD, UNUSED_ACCOUNT
from idp.retention.schedule import RetentionSchedule, Round, RuleInForce

__all__ = [
    "CLOSED_ACCOUNT",
    "KEPT",
    "RECORD",
    "RETAINED",
    "RULES",
    "TOLD",
    "UNUSED_ACCOUNT",
    "DayBounds",
    "PurgeChunk",
    "Retention",
    "RetentionSchedule",
    "Round",
    "RuleInForce",
]
