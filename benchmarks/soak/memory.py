"""The memory of the processes of an installation, as Linux tells it (proc_pid_smaps(5))."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

_MEMBERS = {"Pss": "pss_kib", "Rss": "rss_kib", "Anonymous": "anonymous_kib"}


class Footprint(Struct, frozen=True):
    """One process, in KiB. `own_kib` is what would be free without it (USS)."""

    pss_kib: int
    rss_kib: int
    own_kib: int
    anonymous_kib: int


def footprint(pid: int) -> Footprint:
    """Return what the process takes. Raises OSError when it is gone."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:]
    found = {
        name: int(rest.split()[0]) for name, _, rest in (each.partition(":") for each in lines)
    }
    own = found["Private_Clean"] + found["Private_Dirty"]
    return Footprint(own_kib=own, **{ours: found[theirs] for theirs, ours in _MEMBERS.items()})


def children(pid: int) -> list[int]:
    """Return the processes that `pid` started, oldest first."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return sorted(int(each) for each in listed.split())


def slope(points: Iterable[tuple[float, float]]) -> float:
    """Return by how much the second grows for each one of the first: least squares."""
    pairs = list(points)
    middle = sum(x for x, _ in pairs) / len(pairs)
    level = sum(y for _, y in pairs) / len(pairs)
    spread = sum((x - middle) ** 2 for x, _ in pairs)
    return sum((x - middle) * (y - level) for x, y in pairs) / spread if spread else 0.0
