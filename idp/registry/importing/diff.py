"""What a staged import would change, compared with the registry in force."""

from collections import defaultdict

from msgspec import Struct

from idp.registry.importing import table
from idp.registry.importing.report import OrganisationChange, SchoolLoss
from idp.storage import Database


class _Counts(Struct):
    before: int = 0
    removed: int = 0
    changed: int = 0


def compare(
    database: Database, import_id: int, *, now: int
) -> tuple[tuple[OrganisationChange, ...], tuple[SchoolLoss, ...]]:
    """Return the changes by organisation, and the schools where contacts lose access."""
    if database.dialect == "postgresql":
        with database.writing() as tx:
            tx.run(table.COUNT_CONTACTS_ANEW)
    with database.reading() as tx:
        parts = tx.rows(table.IN_FORCE, import_id=import_id)
        old = tx.rows(table.COUNT_OLD, import_id=import_id, now=now, none=b"")
        new = dict(tx.rows(table.COUNT_NEW, import_id=import_id, now=now))
        names = {(row.organisation, row.code): row.name for row in tx.rows(table.SCHOOL_NAMES)}
    ours = {part.organisation for part in parts}
    counted: defaultdict[str, _Counts] = defaultdict(_Counts)
    losses = []
    for row in old:
        if row.organisation not in ours:
            continue
        counts = counted[row.organisation]
        counts.before += row.before
        counts.removed += row.removed
        counts.changed += row.changed
        if row.removed:
            name = names.get((row.organisation, row.school)) or row.school
            losses.append(SchoolLoss(row.organisation, row.school, name, row.before, row.removed))
    changes = []
    for part in parts:
        counts = counted[part.organisation]
        after = new.get(part.organisation, 0)
        changes.append(
            OrganisationChange(
                organisation=part.organisation,
                name=part.organisation_name,
                base=part.import_id,
                base_taken_at=part.taken_at,
                before=counts.before,
                after=after,
                added=after - (counts.before - counts.removed),
                removed=counts.removed,
                changed=counts.changed,
            )
        )
    losses.sort(key=lambda loss: (loss.organisation, -loss.removed, loss.school))
    return tuple(changes), tuple(losses)
