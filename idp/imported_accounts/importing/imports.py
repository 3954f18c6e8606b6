"""Carries out an import: reads the whole file, then compares and writes, in short transactions.

A doubtful file is refused before anything is written. Whatever kills it, an import is carried out
again from the beginning: what it wrote already is then unchanged.
"""

from collections.abc import Callable

from msgspec import Struct

from idp.clock import Clock
from idp.errors import Refused
from idp.files.problem import wrong_file
from idp.imported_accounts.importing import table
from idp.imported_accounts.importing.comparing import AccountComparison, chunks
from idp.imported_accounts.importing.gathering import AccountGathering
from idp.imported_accounts.importing.model import AccountLease, AccountReport
from idp.imported_accounts.importing.problems import keep_account_problems
from idp.imported_accounts.importing.rows import account_row, child_row
from idp.imported_accounts.reading import AccountFile, open_accounts
from idp.keys.vault import Vault
from idp.storage import Database, Transaction

AccountProgress = Callable[[str, float], None]
"""Called at intervals with `reading` or `writing`, and the share of it that is done."""
_TAKEN_OVER = "former.taken_over"
_HEARD_EVERY_SECONDS = 5
_PROGRESS_EVERY = 1_000
_READ_PERCENT = 50


class AccountArrival(Struct, frozen=True):
    """A file and where its accounts come from; without `writes` it is only compared."""

    file: AccountFile
    source: str
    writes: bool


class AccountImports:
    """Takes the database, not transactions: an import takes many."""

    def __init__(self, *, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def carry_out(
        self, lease: AccountLease, arrival: AccountArrival, progress: AccountProgress
    ) -> AccountReport:
        """Import or compare a file. Raises Refused for a doubtful one, or when the lease was lost.

        Lines that cannot be used are left out and listed, also when the file is refused.
        """
        hearing = _Hearing(self._database, self._clock, lease, progress)
        with AccountGathering() as gathered:
            try:
                self._read(arrival, gathered, hearing)
                rows = gathered.rows + gathered.problems.rows_left_out
                counts = self._settle(arrival, gathered, hearing)
            finally:
                now = self._clock.seconds()
                problems = gathered.problems.listed()
                keep_account_problems(self._database, lease.import_id, problems, now=now)
            return AccountReport(
                rows=rows,
                duplicates=gathered.duplicates,
                left_out=gathered.problems.rows_left_out,
                shared_addresses=gathered.shared_addresses,
                **counts,
            )

    def _read(
        self, arrival: AccountArrival, gathered: AccountGathering, hearing: "_Hearing"
    ) -> None:
        with open_accounts(arrival.file, gathered.problems) as opened:
            if arrival.file.format.has_children:
                for line, child in opened.children():
                    gathered.add_child(child_row(self._vault, arrival.source, child, line))
                    if not gathered.rows % _PROGRESS_EVERY:
                        hearing.tell("reading", opened.read_bytes, opened.size_bytes)
            else:
                for line, account in opened.accounts():
                    gathered.add_account(account_row(self._vault, arrival.source, account, line))
                    if not gathered.rows % _PROGRESS_EVERY:
                        hearing.tell("reading", opened.read_bytes, opened.size_bytes)
        if not gathered.rows:
            raise wrong_file("former.file_nobody", file=arrival.file.name)
        gathered.tell_shared()

    def _settle(
        self, arrival: AccountArrival, gathered: AccountGathering, hearing: "_Hearing"
    ) -> dict[str, int]:
        comparison = AccountComparison(vault=self._vault, gathered=gathered, source=arrival.source)
        done, writes = 0, arrival.writes
        opened = self._database.writing if writes else self._database.reading
        if arrival.file.format.has_children:
            for children in chunks(gathered.settled_children()):
                with opened() as tx:
                    hearing.keep(tx, writes=writes)
                    now = self._clock.seconds()
                    comparison.settle_children(tx, children, now, writes=writes)
                done += len(children)
                hearing.tell("writing", done, gathered.rows)
        else:
            for accounts in chunks(gathered.settled_accounts()):
                with opened() as tx:
                    hearing.keep(tx, writes=writes)
                    now = self._clock.seconds()
                    comparison.settle_accounts(tx, accounts, now, writes=writes)
                done += len(accounts)
                hearing.tell("writing", done, gathered.rows)
        return dict(comparison.counts)


class _Hearing:
    """Tells how far an import is, on the terminal and in its row."""

    def __init__(
        self, database: Database, clock: Clock, lease: AccountLease, progress: AccountProgress
    ) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._progress = progress
        self._heard_at = clock.seconds()
        self._percent = 0

    def tell(self, phase: str, done: int, whole: int) -> None:
        """Tell it. Raises Refused when the lease was lost."""
        share = min(1.0, done / max(1, whole))
        self._progress(phase, share)
        percent = int(share * _READ_PERCENT)
        self._percent = percent if phase == "reading" else _READ_PERCENT + percent
        if self._clock.seconds() - self._heard_at >= _HEARD_EVERY_SECONDS:
            with self._database.writing() as tx:
                self.keep(tx, writes=True)

    def keep(self, tx: Transaction, *, writes: bool) -> None:
        """Keep the lease, where anything is written. Raises Refused when it was lost."""
        if not writes:
            return
        self._heard_at = self._clock.seconds()
        values = {"progress": self._percent, "now": self._heard_at}
        lease = {"import_id": self._lease.import_id, "attempts": self._lease.attempts}
        if tx.run(table.KEEP, **lease, **values) != 1:
            raise Refused(_TAKEN_OVER)
