"""How much access an import may remove before a second person must agree."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from idp.registry.importing.report import OrganisationChange, Report
from idp.settings import RegistrySettings


class Why(StrEnum):
    """Which threshold is exceeded."""

    REMOVED_SHARE = "removed_share"
    REMOVED_COUNT = "removed_count"
    ACCESS_LOST = "access_lost"
    OLDER = "older"


class Excess(Struct, frozen=True):
    """A threshold that is exceeded in an organisation: `found` where `limit` is allowed.

    For REMOVED_SHARE both are in percent, `found` rounded up; for OLDER they are times in seconds.
    """

    organisation: str
    why: Why
    found: int
    limit: int


def excesses(report: Report, settings: RegistrySettings) -> tuple[Excess, ...]:
    """Return every threshold that `report` exceeds; with none, one person may publish it."""
    return tuple(excess for change in report.changes for excess in _of(change, report, settings))


def _of(change: OrganisationChange, report: Report, settings: RegistrySettings) -> Iterator[Excess]:
    percent = settings.removal_threshold_percent
    if change.removed * 100 > percent * change.before:
        share = -(-change.removed * 100 // change.before)
        yield Excess(change.organisation, Why.REMOVED_SHARE, share, percent)
    if change.removed > settings.removal_threshold_count:
        limit = settings.removal_threshold_count
        yield Excess(change.organisation, Why.REMOVED_COUNT, change.removed, limit)
    if change.links_lost > settings.access_threshold_count:
        limit = settings.access_threshold_count
        yield Excess(change.organisation, Why.ACCESS_LOST, change.links_lost, limit)
    base = change.base_taken_at or 0
    # Restoring goes back on purpose; a file older than the last is likely a mistake.
    if report.restores is None and report.taken_at < base:
        yield Excess(change.organisation, Why.OLDER, report.taken_at, base)
