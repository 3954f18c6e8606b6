"""What `make bench` measured: every run, the memory, the start; and the tables made of it."""

from collections.abc import Callable
from statistics import median

from msgspec import Struct, field

from benchmarks.contenders import FLOOR, FLOOR_POSTGRESQL, PEER
from benchmarks.driver import Result
from benchmarks.scenarios import SCENARIOS

Figure = Callable[[list[Result]], float]


class Measured(Struct):
    """One server: its runs by scenario, and what it took."""

    started_seconds: float
    busy_mib: float = 0.0
    rested_mib: float = 0.0
    runs: dict[str, list[Result]] = field(default_factory=dict)


class Results(Struct):
    """One run of everything, on one machine."""

    version: str
    commit: str
    python: str
    load_before: float
    seconds: float
    servers: dict[str, Measured]

    @property
    def scenarios(self) -> list[str]:
        """The scenarios, in the order in which they are run."""
        found = {name for each in self.servers.values() for name in each.runs}
        return [name for name in SCENARIOS if name in found]


def per_second(runs: list[Result]) -> float:
    """Return the requests a second of the run in the middle."""
    return median(each.per_second for each in runs)


def processor_ms(runs: list[Result]) -> float:
    """Return what a request took of a processor, in the run in the middle."""
    return median(each.processor_ms for each in runs)


def tables(results: Results) -> str:
    """Return everything as Markdown."""
    about = f"Parvis {results.version} ({results.commit}), Python {results.python}, one core each"
    parts = [
        f"{about} for server and driver; load before: {results.load_before:.2f}",
        _table(results, "requests a second", per_second, "{:,.0f}"),
        *(
            _ratios(results, against, names)
            for against in results.servers
            if (names := _measured_by(against, results))
        ),
        _table(results, "ms of processor time", processor_ms, "{:.2f}"),
        _table(results, "p50, ms", lambda runs: median(run.median_ms for run in runs), "{:.2f}"),
        _table(results, "p99, ms", lambda runs: median(run.p99_ms for run in runs), "{:.2f}"),
        _footprint(results),
    ]
    return "\n\n".join(parts)


def _table(results: Results, title: str, figure: Figure, form: str) -> str:
    names = list(results.servers)
    lines = [_line(title, names), _line("---", ["---:"] * len(names))]
    for scenario in results.scenarios:
        runs = (results.servers[name].runs.get(scenario) for name in names)
        lines.append(_line(scenario, [form.format(figure(each)) if each else "-" for each in runs]))
    return "\n".join(lines)


def _measured_by(against: str, results: Results) -> list[str]:
    """Return each Parvis that is compared with `against`: a peer, or the floor of its database."""
    return [
        name
        for name in results.servers
        if not name.startswith((FLOOR, PEER))
        and (against.startswith(PEER) or against == _floor_of(name, results))
    ]


def _floor_of(name: str, results: Results) -> str:
    """Return the floor of the database of a Parvis, SQLite's where PostgreSQL's does not run."""
    has_own = "PostgreSQL" in name and FLOOR_POSTGRESQL in results.servers
    return FLOOR_POSTGRESQL if has_own else FLOOR


def _ratios(results: Results, against: str, names: list[str]) -> str:
    lines = [_line(f"of {against}", names), _line("---", ["---:"] * len(names))]
    for scenario in results.scenarios:
        other = results.servers[against].runs.get(scenario)
        if other:
            ours = [results.servers[name].runs[scenario] for name in names]
            lines.append(_line(scenario, [_ratio(each, other) for each in ours]))
    return "\n".join(lines)


def _ratio(ours: list[Result], other: list[Result]) -> str:
    """Return how many times as much is answered: in a second of a processor, and of the clock."""
    by_clock = f"{per_second(ours) / per_second(other):.2f}"
    return f"{processor_ms(other) / processor_ms(ours):.2f} ({by_clock})"


def _footprint(results: Results) -> str:
    names = list(results.servers)
    servers = results.servers.values()
    return "\n".join(
        (
            _line("", names),
            _line("---", ["---:"] * len(names)),
            _line("first answer, s", [f"{each.started_seconds:.2f}" for each in servers]),
            _line("MiB (PSS) under load", [f"{each.busy_mib:.0f}" for each in servers]),
            _line("MiB (PSS) after it", [f"{each.rested_mib:.0f}" for each in servers]),
        )
    )


def _line(head: str, cells: list[str]) -> str:
    return f"| {' | '.join((head, *cells))} |"
