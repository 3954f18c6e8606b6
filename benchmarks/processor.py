"""How long processes ran on a processor: a server's and its database's."""

from pathlib import Path

# Their work comes when it comes, for whichever database was written to before.
_LATER = ("autovacuum", "checkpointer")


def spent_seconds(*parents: int) -> float:
    """Return for how long the processes `parents` and their children ran until now, in seconds.

    Of PostgreSQL without what it does later: vacuum and checkpoints.
    """
    return sum(_spent_nanoseconds(pid) for pid in _with_children(parents)) / 1e9


def _with_children(parents: tuple[int, ...]) -> list[int]:
    found = list(parents)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # After the name in parentheses, which may hold anything: state, then the parent.
            parent = int((folder / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
            if parent in parents and not _is_later((folder / "cmdline").read_text("utf-8")):
                found.append(int(folder.name))
        except OSError:  # it ended meanwhile
            continue
    return found


def _is_later(command_line: str) -> bool:
    return command_line.startswith("postgres:") and any(name in command_line for name in _LATER)


def _spent_nanoseconds(pid: int) -> int:
    """Return the time of every thread that lives: finer than the ticks of `stat`."""
    return sum(
        int(each.read_text("ascii").split()[0])
        for each in Path(f"/proc/{pid}/task").glob("*/schedstat")
    )
