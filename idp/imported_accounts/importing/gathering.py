"""What reading a file collects: accounts and their addresses, or children; and problems."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import Final, Self

from idp.files.external_sort import Sorted
from idp.files.problem import Problems, RowProblem
from idp.imported_accounts.importing.rows import AccountTuple, ChildTuple

# address_hash, line, id
AddressSaid = tuple[bytes, int, bytes]
_ID = itemgetter(0)
_LINE: Final = 1
_CONTENT: Final = 2


class AccountGathering:
    """More than memory holds: see `Sorted`."""

    def __init__(self) -> None:
        self.accounts = Sorted(list[AccountTuple], places=(0, 1))
        self.addresses = Sorted(list[AddressSaid], places=(0, 1))
        self.children = Sorted(list[ChildTuple], places=(0, 1, 2, 3))
        self.problems = Problems()
        self.rows = self.duplicates = self.shared_addresses = 0

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files, which ends them."""
        for each in (self.accounts, self.addresses, self.children):
            each.close()

    def add_account(self, row: AccountTuple) -> None:
        """Add an account."""
        self.rows += 1
        self.accounts.add(row)
        for address in row[9]:
            self.addresses.add((address[0], row[_LINE], row[0]))

    def add_child(self, row: ChildTuple) -> None:
        """Add a child."""
        self.rows += 1
        self.children.add(row)

    def settled_accounts(self) -> Iterator[AccountTuple]:
        """Yield each account once, by its id; of an id that says two things, none."""
        for _, group in groupby(self.accounts, _ID):
            first, *others = group
            if all(each[_CONTENT] == first[_CONTENT] for each in others):
                self.duplicates += len(others)
                yield first
                continue
            for each in (first, *others):
                self.leave_out(each[_LINE], "former.row_id_twice")

    def settled_children(self) -> Iterator[ChildTuple]:
        """Yield each child of an account once."""
        before = None
        for row in self.children:
            child = (row[0], row[1], row[2])
            if child == before:
                self.duplicates += 1
            else:
                before = child
                yield row

    def tell_shared(self) -> None:
        """Tell which lines share an address with another account: it finds neither."""
        for _, group in groupby(self.addresses.repeated(), _ID):
            said = list(group)
            if len({each[2] for each in said}) > 1:
                self.shared_addresses += 1
                for each in said:
                    self.remark(each[1], "former.row_shared_address")

    def leave_out(self, line: int, key: str) -> None:
        """Tell that a line is left out."""
        self.problems.add(RowProblem("", line, "", key))

    def remark(self, line: int, key: str) -> None:
        """Tell something of a line that is taken."""
        self.problems.add(RowProblem("", line, "", key, left_out=False))
