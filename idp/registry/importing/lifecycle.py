"""The states of an import, from its file to its decision by one person or two.

Every step is one conditional UPDATE, in the transaction of its effect. The person who asks that an
import above the thresholds come into force cannot be the one who agrees to it.
"""

from msgspec import structs

from idp.clock import HOUR, Clock
from idp.errors import Refused, Unknown
from idp.files.problem import RowProblem
from idp.keys.vault import Vault
from idp.part import Part
from idp.registry.contact import organisation_mac
from idp.registry.importing import table
from idp.registry.importing.model import (
    Import,
    ImportRecord,
    Received,
    State,
    opened_name,
    sealed_name,
)
from idp.registry.importing.problem_rows import problem_of
from idp.registry.importing.records import ImportRow, SpentFile
from idp.settings import RegistrySettings
from idp.storage import Statement, Transaction, bump

_LOCK = "registry"


def hold_registry(tx: Transaction) -> None:
    """Lock the registry until the transaction ends, against other publishing and comparing.

    To be called first. So no import waits with differences from a registry that was replaced.
    """
    bump(tx, _LOCK)


class ImportLifecycle(Part):
    """The steps; the caller opens the transactions."""

    vault: Vault
    clock: Clock
    settings: RegistrySettings

    def receive(self, tx: Transaction, received: Received) -> int | None:
        """Record an import to be staged; None when this file already is."""
        values = structs.asdict(received)
        values["file_name_sealed"] = sealed_name(values.pop("file_name"), self.vault)
        return tx.row(table.RECEIVE, now=self.clock.seconds(), **values)

    def choose_profile(
        self, tx: Transaction, import_id: int, *, profile: str, taken_at: int
    ) -> None:
        """Set the profile of a received file. Raises Refused when it has one."""
        values = {"profile": profile, "taken_at": taken_at}
        if tx.run(table.CHOOSE_PROFILE, import_id=import_id, **values) != 1:
            raise Refused("registry.not_received")

    def get(self, tx: Transaction, import_id: int) -> Import:
        """Return an import. Raises Unknown when there is none."""
        row = tx.row(table.FIND, import_id=import_id)
        if row is None:
            raise Unknown("registry.no_such_import", field="import_id")
        return imported(row, self.vault)

    def history(self, tx: Transaction, *, before: int | None, count: int) -> tuple[Import, ...]:
        """Return the newest imports, or those before `before`, newest first."""
        newest = (1 << 62) if before is None else before
        rows = tx.rows(table.HISTORY, before=newest, count=count)
        return tuple(imported(row, self.vault) for row in rows)

    def open(self, tx: Transaction) -> tuple[Import, ...]:
        """Return the imports that are not decided, newest first."""
        return tuple(imported(row, self.vault) for row in tx.rows(table.OPEN))

    def problems(
        self, tx: Transaction, import_id: int, *, after: int, count: int
    ) -> tuple[tuple[int, RowProblem], ...]:
        """Return problems of an import's rows with their numbers, those after `after`."""
        rows = tx.rows(table.LIST_PROBLEMS, import_id=import_id, after=after, count=count)
        return tuple((row.number, problem_of(row)) for row in rows)

    def count_problems(self, tx: Transaction, import_id: int) -> tuple[int, int]:
        """Return how many problems of an import's rows are kept, and of how many rows left out."""
        return tx.row(table.COUNT_PROBLEMS, import_id=import_id) or (0, 0)

    def restorable(self, tx: Transaction) -> frozenset[int]:
        """Return the imports that can be restored."""
        return frozenset(tx.rows(table.RESTORABLE))

    def in_force(self, tx: Transaction) -> frozenset[int]:
        """Return the imports that are in force in some organisation."""
        return frozenset(tx.rows(table.LIST_IN_FORCE))

    def ask(self, tx: Transaction, import_id: int, *, actor: str) -> None:
        """Ask a second person to agree. Raises Refused when there is nothing to agree to."""
        now = self.clock.seconds()
        expires_at = now + self.settings.approval_hours * HOUR
        values = {"actor": actor, "now": now, "expires_at": expires_at}
        if tx.run(table.ASK, import_id=import_id, **values) != 1:
            raise self.not_waiting(tx, import_id)

    def publish(self, tx: Transaction, chosen: Import, *, actor: str) -> None:
        """Publish an import that needs no second person. Raises Refused."""
        self._bring_into_force(tx, chosen, table.PUBLISHED, actor)

    def approve(self, tx: Transaction, chosen: Import, *, actor: str) -> None:
        """Publish an import that another person asked for. Raises Refused."""
        self._bring_into_force(tx, chosen, table.APPROVED, actor)

    def reject(self, tx: Transaction, import_id: int, *, actor: str) -> None:
        """Reject an import. Raises Refused when it is decided."""
        values = {"actor": actor, "now": self.clock.seconds()}
        if tx.run(table.REJECT, import_id=import_id, **values) != 1:
            raise self.not_waiting(tx, import_id)

    def discard(self, tx: Transaction, import_id: int) -> None:
        """Discard an import that was a trial."""
        tx.run(table.DISCARD, import_id=import_id)

    def expire(self, tx: Transaction) -> int:
        """Expire imports that waited too long; return how many."""
        now = self.clock.seconds()
        before = now - self.settings.approval_hours * HOUR
        return tx.run(table.EXPIRE, now=now, received_before=before)

    def spent_files(self, tx: Transaction) -> tuple[SpentFile, ...]:
        """Return the files that nobody will read any more, with their import."""
        return tuple(tx.rows(table.LIST_SPENT_FILES))

    def file_gone(self, tx: Transaction, import_id: int) -> None:
        """Record that the file of an import was removed."""
        tx.run(table.FILE_GONE, import_id=import_id)

    def _bring_into_force(
        self, tx: Transaction, chosen: Import, step: Statement, actor: str
    ) -> None:
        values = {"actor": actor, "now": self.clock.seconds()}
        if tx.run(step, import_id=chosen.id, **values) != 1:
            raise self.not_waiting(tx, chosen.id, actor=actor)
        if tx.row(table.STALE, import_id=chosen.id) is not None:
            raise Refused("registry.stale")
        tx.run(table.PUT_SCHOOLS, import_id=chosen.id)
        tx.run(table.ADD_ORGANISATIONS, import_id=chosen.id)
        _publish(tx, self.vault, chosen)
        tx.run(table.NOTE_IN_FORCE, import_id=chosen.id, now=self.clock.seconds())
        tx.run(table.SUPERSEDE, import_id=chosen.id)

    def not_waiting(self, tx: Transaction, import_id: int, *, actor: str | None = None) -> Refused:
        """Return why nobody, or not this `actor`, can decide on an import."""
        found = self.get(tx, import_id)
        if found.waits and (found.expires_at or 0) <= self.clock.seconds():
            return Refused("registry.expired")
        if found.state is State.AWAITING and found.asked_by == actor:
            return Refused("registry.same_person")
        if found.state in {State.RECEIVED, State.STAGING}:
            return Refused("registry.not_staged")
        if found.waits:
            return Refused(
                "registry.not_asked" if found.state is State.STAGED else "registry.asked"
            )
        return Refused("registry.decided", state=found.state)


def imported(row: ImportRow, vault: Vault) -> Import:
    """Return an import as its row has it."""
    course = {name: getattr(row, name) for name in ImportRecord.__struct_fields__}
    return Import(**course, file_name=opened_name(row.file_name_sealed, vault))


def _publish(tx: Transaction, vault: Vault, chosen: Import) -> None:
    import_id, taken_at = chosen.id, chosen.taken_at
    in_force = {"import_id": import_id, "taken_at": taken_at}
    tx.run_many(
        table.PUBLISH,
        [
            {**in_force, "code": code, "mac": organisation_mac(vault, code, import_id, taken_at)}
            for code in tx.rows(table.LIST_PARTS, import_id=import_id)
        ],
    )
