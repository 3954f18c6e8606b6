"""What an import would change, by organisation: counts, nobody's name."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct, structs


class OrganisationChange(Struct, frozen=True):
    """One organisation, counting contacts with access.

    `base` is the import in force that it was compared with, `base_taken_at` when that was taken
    (both None at the first import). `links_lost` counts confirmed children whose parent would lose
    access.
    """

    organisation: str
    name: str
    base: int | None
    base_taken_at: int | None
    before: int
    after: int
    added: int
    removed: int
    changed: int
    links_lost: int = 0


class SchoolLoss(Struct, frozen=True):
    """One school, as it was before: contacts and links that lose access."""

    organisation: str
    school: str
    name: str
    before: int
    removed: int
    links_lost: int = 0


class Report(Struct, frozen=True):
    """A staged import.

    `without_address` and `duplicates` count rows that add nothing, `left_out` those that could not
    be used, `unmatched` links to people whom the export does not list. `accounts_lost` counts
    parents who would keep no child.
    """

    import_id: int
    taken_at: int
    rows: int
    without_address: int
    duplicates: int
    changes: tuple[OrganisationChange, ...]
    unmatched: int = 0
    left_out: int = 0
    losses: tuple[SchoolLoss, ...] = ()
    accounts_lost: int = 0
    restores: int | None = None

    def with_links(self, lost: Mapping[tuple[str, str], int], *, accounts_lost: int) -> "Report":
        """Return the report with the links that would be lost, by organisation and school."""
        losses = {(each.organisation, each.school): each for each in self.losses}
        for (organisation, school), count in lost.items():
            known = losses.get((organisation, school))
            loss = known or SchoolLoss(organisation, school, school, 0, 0)
            losses[organisation, school] = structs.replace(loss, links_lost=count)
        changes = tuple(
            structs.replace(
                change,
                links_lost=sum(
                    count for (code, _), count in lost.items() if code == change.organisation
                ),
            )
            for change in self.changes
        )
        return structs.replace(
            self, changes=changes, losses=tuple(losses.values()), accounts_lost=accounts_lost
        )

    def written(self) -> str:
        """Return the report as JSON, for the record."""
        return msgspec.json.encode(self).decode()


def read_report(text: str) -> Report:
    """Return the report in `text`. Raises ValueError when it is none."""
    return msgspec.json.decode(text, type=Report)
