"""More tuples than wait in memory come back in order, whichever process added them."""

from hashlib import sha256

from idp.files.external_sort import Sorted

Said = tuple[bytes, int, str]
_COUNT = 30_000  # more than wait before they go to disk


def numbered(numbers: list[int]) -> list[Said]:
    return [(sha256(b"%d" % number).digest()[:16], number, "é" * 3) for number in numbers]


def test_tuples_come_back_in_order_and_those_that_share_a_hash_are_found() -> None:
    rows = numbered([*range(_COUNT)])
    again = [(row[0], row[1] + 1, "other") for row in rows[:: _COUNT // 7]]
    added = [*reversed(rows), *again]
    ours, theirs = (Sorted(list[Said], places=(0, 1)) for _ in range(2))
    ours.add(*added[:25_000])
    theirs.add(*added[25_000:])
    ours.take(theirs, theirs.index())
    repeated = {row[0] for row in again}
    assert [*ours.repeated()] == sorted(row for row in added if row[0] in repeated)
    ours.close()


def test_all_of_them_come_back_in_order() -> None:
    rows = numbered([*range(_COUNT)])
    found = Sorted(list[Said], places=(0, 1))
    found.add(*reversed(rows))
    assert [*found] == sorted(rows)
    found.close()
