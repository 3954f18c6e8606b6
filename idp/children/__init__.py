"""The children that accounts confirmed, and what the registry says of them now.

Owns the link between an account and a student, and the facts behind the claim that portals trust.
Owns neither addresses nor the registry: it reads both, in one statement, each time.
"""

from idp.children.children import Children
from idp.children.model import (
    AffectedAccount,
    Confirmed,
    CurrentChild,
    Evidence,
    LinkedChild,
    LinkTime,
    SchoolFacts,
    SchoolStatus,
)

__all__ = [
    "AffectedAccount",
    "Children",
    "Confirmed",
    "CurrentChild",
    "Evidence",
    "LinkTime",
    "LinkedChild",
    "SchoolFacts",
    "SchoolStatus",
]
