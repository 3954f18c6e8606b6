"""The states of an import of accounts; every step is one conditional UPDATE.

One import runs at a time: two of one source would not know of each other's rows.
"""

import json

from idp.clock import HOUR, Clock
from idp.errors import Refused, Unknown
from idp.files.problem import RowProblem
from idp.imported_accounts.importing import table
from idp.imported_accounts.importing.model import (
    AccountImport,
    AccountImportState,
    AccountLease,
    AccountReport,
    opened_file_name,
    read_account_report,
    sealed_file_name,
)
from idp.imported_accounts.importing.problems import account_problem, kept_problem
from idp.imported_accounts.importing.records import AccountImportRow, SourceCounts
from idp.keys.vault import Vault
from idp.part import Part
from idp.storage import Transaction, bump

_LOCK = "account_import"
_SILENT_SECONDS = 60
_ATTEMPTS = 3
_DIED = json.dumps({"key": "former.died", "values": {}})


class AccountLifecycle(Part):
    """The steps; the caller opens the transactions."""

    vault: Vault
    clock: Clock
    approval_hours: int

    def receive(
        self, tx: Transaction, *, source: str, format_name: str, file: str, name: str, actor: str
    ) -> int:
        """Record a file that the worker will compare; return the import's number."""
        found = tx.row(
            table.RECEIVE,
            source=source,
            format=format_name,
            file=file,
            file_name_sealed=sealed_file_name(name, self.vault),
            received_by=actor,
            now=self._now,
        )
        return found or 0

    def begin(
        self, tx: Transaction, *, source: str, format_name: str, name: str, actor: str, writes: bool
    ) -> AccountLease:
        """Begin to import a local file. Raises Refused while another import runs."""
        bump(tx, _LOCK)
        self._revive(tx)
        state = AccountImportState.IMPORTING if writes else AccountImportState.COMPARING
        import_id = tx.row(
            table.BEGIN,
            state=state.value,
            source=source,
            format=format_name,
            file_name_sealed=sealed_file_name(name, self.vault),
            received_by=actor,
            now=self._now,
        )
        if import_id is None:
            raise Refused("former.running", seconds=_SILENT_SECONDS)
        return AccountLease(import_id, 1)

    def is_any_due(self, tx: Transaction) -> bool:
        """Return whether an import waits for the worker, or its worker died."""
        silent = tx.row(table.ANY_SILENT, silent_since=self._now - _SILENT_SECONDS)
        return silent is not None or tx.row(table.ANY_WAITING) is not None

    def lease(self, tx: Transaction) -> AccountImport | None:
        """Take the oldest import that waits for the worker; None while another runs."""
        bump(tx, _LOCK)
        self._revive(tx)
        row = tx.row(table.LEASE, now=self._now)
        return None if row is None else self._import(row)

    def end(
        self, tx: Transaction, lease: AccountLease, state: AccountImportState, report: AccountReport
    ) -> None:
        """Record what an import did. Raises Refused when the lease was lost."""
        values = {"state": state.value, "report": report.written(), "now": self._now}
        if tx.run(table.END, **_of(lease), **values) != 1:
            raise Refused("former.taken_over")

    def fail(self, tx: Transaction, lease: AccountLease, problem: Refused) -> None:
        """Record why a file cannot be imported."""
        tx.run(table.FAIL, **_of(lease), problem=kept_problem(problem), now=self._now)

    def accept(self, tx: Transaction, import_id: int, *, actor: str) -> AccountImport:
        """Let the worker import a compared file. Raises Refused, Unknown."""
        found = self.get(tx, import_id)
        if tx.run(table.ACCEPT, import_id=import_id, actor=actor, now=self._now) != 1:
            raise Refused("former.not_compared", state=found.state.value)
        return found

    def reject(self, tx: Transaction, import_id: int, *, actor: str) -> AccountImport:
        """Decide that a file is not imported. Raises Refused, Unknown."""
        found = self.get(tx, import_id)
        if tx.run(table.REJECT, import_id=import_id, actor=actor, now=self._now) != 1:
            raise Refused("former.decided", state=found.state.value)
        return found

    def expire(self, tx: Transaction) -> int:
        """Expire imports that waited too long for a decision; return how many."""
        before = self._now - self.approval_hours * HOUR
        return tx.run(table.EXPIRE, now=self._now, before=before)

    def get(self, tx: Transaction, import_id: int) -> AccountImport:
        """Return an import. Raises Unknown when there is none."""
        row = tx.row(table.FIND, import_id=import_id)
        if row is None:
            raise Unknown("former.no_such_import", field="import_id")
        return self._import(row)

    def history(
        self, tx: Transaction, *, before: int | None, count: int
    ) -> tuple[AccountImport, ...]:
        """Return the newest imports, or those before `before`, newest first."""
        newest = (1 << 62) if before is None else before
        return tuple(map(self._import, tx.rows(table.HISTORY, before=newest, count=count)))

    def problems(
        self, tx: Transaction, import_id: int, *, after: int, count: int
    ) -> tuple[tuple[int, RowProblem], ...]:
        """Return problems of an import's lines with their numbers, those after `after`."""
        rows = tx.rows(table.LIST_PROBLEMS, import_id=import_id, after=after, count=count)
        return tuple((row.number, account_problem(row)) for row in rows)

    def count_problems(self, tx: Transaction, import_id: int) -> int:
        """Return how many problems of an import's lines are kept."""
        return tx.row(table.COUNT_PROBLEMS, import_id=import_id) or 0

    def sources(self, tx: Transaction) -> tuple[SourceCounts, ...]:
        """Return how many accounts there are of each source."""
        return tuple(tx.rows(table.COUNT_BY_SOURCE))

    def spent_files(self, tx: Transaction) -> tuple[tuple[int, str], ...]:
        """Return the files that nobody will read any more, with their import."""
        return tuple(tx.rows(table.LIST_SPENT_FILES))

    def file_gone(self, tx: Transaction, import_id: int) -> None:
        """Record that the file of an import was removed."""
        tx.run(table.FILE_GONE, import_id=import_id)

    @property
    def _now(self) -> int:
        return self.clock.seconds()

    def _revive(self, tx: Transaction) -> None:
        since = self._now - _SILENT_SECONDS
        tx.run(table.REVIVE, silent_since=since, attempts=_ATTEMPTS, problem=_DIED)

    def _import(self, row: AccountImportRow) -> AccountImport:
        return AccountImport(
            id=row.id,
            state=row.state,
            source=row.source,
            format=row.format,
            file=row.file,
            file_name=opened_file_name(row.file_name_sealed, self.vault),
            received_by=row.received_by,
            started_at=row.started_at,
            attempts=row.attempts,
            progress=row.progress,
            report=read_account_report(row.report),
            problem=row.problem,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            ended_at=row.ended_at,
        )


def _of(lease: AccountLease) -> dict[str, int]:
    return {"import_id": lease.import_id, "attempts": lease.attempts}
