"""What a staged import would change, compared with the registry in force."""

from collections import defaultdict
from dataclasses import dataclass

from idp.registry.importing import table
from idp.registry.importing.report import Change, SchoolLoss
from idp.storage import Database


@dataclass(slots=True)
class _Counts:
    before: int = 0
    removed: int = 0
    changed: int = 0


def compare(
    database: Database, import_id: int, *, now: int
) -> tuple[tuple[Change, ...], tuple[SchoolLoss, ...]]:
    """Return the changes by organisation, and the schools where contacts lose access."""
    with database.reading() as tx:
        parts = tx.rows(table.IN_FORCE, import_id=import_id)
        old = tx.rows(table.COUNT_OLD, import_id=import_id, now=now, none=b"")
        new: dict[str, int] = dict(tx.rows(table.COUNT_NEW, import_id=import_id, now=now))
        names: dict[tuple[str, str], str] = {
            (row[0], row[1]): row[2] for row in tx.rows(table.SCHOOL_NAMES)
        }
    ours = {row[0] for row in parts}
    counted: defaultdict[str, _Counts] = defaultdict(_Counts)
    losses = []
    for organisation, school, before, removed, changed in old:
        if organisation not in ours:
            continue
        counts = counted[organisation]
        counts.before += int(before)
        counts.removed += int(removed)
        counts.changed += int(changed)
        if removed:
            name = names.get((organisation, school)) or school
            losses.append(SchoolLoss(organisation, school, name, int(before), int(removed)))
    changes = []
    for organisation, name, base, base_taken_at in parts:
        counts = counted[organisation]
        after = int(new.get(organisation, 0))
        changes.append(
            Change(
                organisation=organisation,
                name=name,
                base=base,
                base_taken_at=base_taken_at,
                before=counts.before,
                after=after,
                added=after - (counts.before - counts.removed),
                removed=counts.removed,
                changed=counts.changed,
            )
        )
    losses.sort(key=lambda loss: (loss.organisation, -loss.removed, loss.school))
    return tuple(changes), tuple(losses)
