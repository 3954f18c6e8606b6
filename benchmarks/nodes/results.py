"""What `python -m benchmarks.nodes` measured: every run, and the table made of it."""

from statistics import median

from msgspec import Struct, field


class Run(Struct):
    """One scenario on one layout; times of answers in milliseconds."""

    per_second: float
    median_ms: float
    p99_ms: float
    database_us: float
    """For how long the database ran for a request, in microseconds."""
    used: float
    """How much of their share of a core the processes used, 0 to 1."""


class Layout(Struct):
    """So many nodes, each of so many processes, and its runs by scenario."""

    nodes: int
    processes: int
    runs: dict[str, list[Run]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.nodes} of {self.processes}"


class Scaling(Struct):
    """One run of everything, on one machine."""

    version: str
    commit: str
    share: float
    seconds: float
    load_before: float
    layouts: list[Layout]

    @property
    def scenarios(self) -> list[str]:
        """What was asked."""
        return list(self.layouts[0].runs)


def per_second(layout: Layout, scenario: str) -> float:
    """Return the requests a second of the run in the middle."""
    return median(each.per_second for each in layout.runs[scenario])


def table(results: Scaling) -> str:
    """Return everything as Markdown: each figure beside one node of one process."""
    head = ["nodes of processes", *results.scenarios, "database, µs a request", "of their share"]
    lines = [_line(head), _line(["---", *["---:"] * (len(head) - 1)])]
    alone = results.layouts[0]
    for each in results.layouts:
        cells = [each.name]
        for scenario in results.scenarios:
            figure = per_second(each, scenario)
            cells.append(f"{figure:,.0f} ({figure / per_second(alone, scenario):.2f})")
        cells.append(" / ".join(f"{_middle(each, scenario):,.0f}" for scenario in each.runs))
        used = [run.used for runs in each.runs.values() for run in runs]
        cells.append(f"{median(used):.2f}")
        lines.append(_line(cells))
    about = (
        f"Parvis {results.version} ({results.commit}), PostgreSQL, {results.share:g} of a core for "
        f"each process; load before: {results.load_before:.2f}"
    )
    return f"{about}\n\n" + "\n".join(lines)


def _middle(layout: Layout, scenario: str) -> float:
    return median(run.database_us for run in layout.runs[scenario])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
