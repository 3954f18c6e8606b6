"""What was measured of growth: every round, and the tables made of it."""

from statistics import median

from msgspec import Struct


class Grown(Struct):
    """One database: by scenario and accounts, milliseconds of processors a request, each round."""

    load_before: float
    rounds: dict[str, dict[int, list[float]]]


class Growth(Struct):
    """One run, or one for each database, on one machine."""

    version: str
    commit: str
    python: str
    databases: dict[str, Grown]


def ratios(rounds: dict[int, list[float]]) -> dict[int, float]:
    """Return by size how many times as much as at the smallest: the middle of all rounds."""
    smallest = rounds[min(rounds)]
    return {
        size: median(each / first for each, first in zip(taken, smallest, strict=True))
        for size, taken in sorted(rounds.items())
    }


def tables(growth: Growth) -> str:
    """Return everything as Markdown."""
    loads = ", ".join(f"{each.load_before:.2f}" for each in growth.databases.values())
    about = f"Parvis {growth.version} ({growth.commit}), Python {growth.python}"
    about += f"; load of the machine before: {loads}"
    return "\n\n".join([about, *(_table(*each) for each in growth.databases.items())])


def _table(database: str, grown: Grown) -> str:
    sizes = sorted(next(iter(grown.rounds.values())))
    smallest = f"ms at {sizes[0]:,}"
    lines = [
        _line(f"{database}, accounts", [smallest, *(f"{size:,}" for size in sizes[1:])]),
        _line("---", ["---:"] * len(sizes)),
    ]
    for scenario, rounds in grown.rounds.items():
        found = ratios(rounds)
        cells = [f"{median(rounds[sizes[0]]):.2f}", *(f"{found[size]:.2f}" for size in sizes[1:])]
        lines.append(_line(scenario, cells))
    return "\n".join(lines)


def _line(head: str, cells: list[str]) -> str:
    return f"| {' | '.join((head, *cells))} |"
