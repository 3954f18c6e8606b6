"""Throwing away what no longer matters: imports given up, and those replaced often enough."""

from idp.registry import table
from idp.storage import Database

_CHUNK = 5_000
_PREFIXES = 1 << 16


def purge(database: Database, *, kept: int) -> None:
    """Delete discarded imports, and all but the `kept` newest of each organisation.

    Takes the database, not a transaction: a million rows go in pieces, so that sign-ins go on.
    """
    with database.reading() as tx:
        unwanted = tx.rows(table.LIST_UNWANTED, kept=kept)
    for import_id, organisation, contacts in unwanted:
        part = {"import_id": import_id, "organisation": organisation}
        for first, last in _ranges(contacts):
            with database.writing() as tx:
                tx.run(table.PURGE_CONTACTS, first=first, last=last, **part)
        with database.writing() as tx:
            tx.run(table.PURGE_PARTS, **part)
            tx.run(table.PURGED, import_id=import_id)


def _ranges(contacts: int) -> list[tuple[bytes, bytes]]:
    """Cut the space of hashes, which are evenly spread, into pieces of about a chunk each."""
    # One piece more than counted: an import that died may have written a chunk unseen.
    pieces = contacts // _CHUNK + 1
    cuts = [(_PREFIXES * index // pieces).to_bytes(3, "big")[1:] for index in range(pieces)]
    return list(zip(cuts, [*cuts[1:], b"\xff" * 17], strict=True))
