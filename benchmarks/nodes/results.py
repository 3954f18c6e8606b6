"""What `python -m benchmarks.nodes` measured: every run, the table and the picture of it."""

from html import escape
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


_WIDTH, _HEIGHT, _LEFT, _FOOT = 620, 300, 40, 40
_COLOURS = ("#0b5394", "#38761d", "#b45f06", "#741b47")


def picture(results: Scaling) -> str:
    """Return an SVG: a line for each scenario, processes across, times the rate of one upwards.

    One node's processes are joined; two nodes stand beside them as rings. The grey line is what no
    layout can pass.
    """
    most = max(each.nodes * each.processes for each in results.layouts)

    def at(processes: float, times: float) -> tuple[float, float]:
        x = _LEFT + (_WIDTH - _LEFT - 160) * (processes - 1) / max(1, most - 1)
        return round(x, 1), round(_HEIGHT - _FOOT - (_HEIGHT - _FOOT - 20) * times / most, 1)

    (x0, y0), (x1, y1) = at(1, 1), at(most, most)
    parts = [f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#8a8f98"/>']
    for number in range(1, most + 1):
        x, _ = at(number, 0)
        parts.append(f'<text x="{x}" y="{_HEIGHT - 16}" text-anchor="middle">{number}</text>')
        _, y = at(1, number)
        parts.append(f'<text x="{_LEFT - 14}" y="{y + 4}" text-anchor="end">{number}</text>')
    for scenario, colour in zip(results.scenarios, _COLOURS, strict=False):
        alone = per_second(results.layouts[0], scenario)
        line: list[str] = []
        for each in results.layouts:
            x, y = at(each.nodes * each.processes, per_second(each, scenario) / alone)
            if each.nodes == 1:
                line.append(f"{x},{y}")
            fill = colour if each.nodes == 1 else "#ffffff"
            told = f"{escape(scenario)}, {each.name}: {per_second(each, scenario):,.0f}"
            parts.append(
                f'<circle cx="{x}" cy="{y}" r="{4 if each.nodes == 1 else 6}" fill="{fill}" '
                f'stroke="{colour}"><title>{told}</title></circle>'
            )
        parts.insert(1, f'<polyline points="{" ".join(line)}" fill="none" stroke="{colour}"/>')
        y = 30 + 18 * results.scenarios.index(scenario)
        parts.append(f'<text x="{_WIDTH - 150}" y="{y}" fill="{colour}">{escape(scenario)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="Requests a second by number of processes, those of one process as one">\n'
        "<style>text { font: 12px sans-serif }</style>\n"
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )
