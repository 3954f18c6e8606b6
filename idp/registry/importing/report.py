"""What an import would change, organisation by organisation: counts, nobody's name."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One organisation, in contacts that open a door.

    `base` is the import in force that was compared with, `base_taken_at` when it was taken (both
    None at the first import). `links_lost` counts confirmed children whose parent would lose
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


@dataclass(frozen=True, slots=True)
class Report:
    """A staged import. `without_address` and `duplicates` count rows of the file left out."""

    import_id: int
    taken_at: int
    rows: int
    without_address: int
    duplicates: int
    changes: tuple[Change, ...]

    def written(self) -> str:
        """Return the report as JSON, for the record."""
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True, slots=True)
class Staged:
    """An import that waits for a decision; `schools`: names by organisation and school code."""

    report: Report
    schools: Mapping[tuple[str, str], str]
