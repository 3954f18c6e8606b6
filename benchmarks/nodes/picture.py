"""Draws what several processes and nodes answer, and writes the table into docs/performance.md.

python -m benchmarks.nodes.picture benchmarks/results/0.1.0-nodes.json
"""

import sys
from html import escape
from pathlib import Path

import msgspec

from benchmarks.graphs import PAGE, put_into_page
from benchmarks.nodes.results import Layout, Scaling, per_second, table

PICTURE = PAGE.parent / "nodes.svg"
BEGIN, END = "<!-- nodes -->", "<!-- end of nodes -->"
_WIDTH, _HEIGHT, _LEFT, _FOOT = 620, 300, 40, 40
_COLOURS = ("#0b5394", "#38761d", "#b45f06", "#741b47")


def main() -> None:
    """Draw and write."""
    scaling = read(Path(sys.argv[1]))
    PICTURE.write_text(picture(scaling), "utf-8")
    put_into_page(BEGIN, scaled(scaling), END)


def read(file: Path) -> Scaling:
    """Return the results that are kept in `file`."""
    return msgspec.json.decode(file.read_bytes(), type=Scaling)


def scaled(results: Scaling) -> str:
    """Return the part of the page that is made of `results`."""
    return f"{BEGIN}\n\n{table(results)}\n\n{END}"


def picture(results: Scaling) -> str:
    """Return an SVG: a line for each scenario, processes across, times the rate of one upwards.

    One node's processes are joined; two nodes stand beside them as rings. The grey line is
    as many times as there are processes.
    """
    most = max(each.nodes * each.processes for each in results.layouts)
    layouts = results.layouts
    top = max(most, *(_times(results, each, name) for each in layouts for name in each.runs))

    def at(processes: float, times: float) -> tuple[float, float]:
        x = _LEFT + (_WIDTH - _LEFT - 160) * (processes - 1) / max(1, most - 1)
        return round(x, 1), round(_HEIGHT - _FOOT - (_HEIGHT - _FOOT - 20) * times / top, 1)

    (x0, y0), (x1, y1) = at(1, 1), at(most, most)
    parts = [f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#8a8f98"/>']
    for number in range(1, most + 1):
        x, _ = at(number, 0)
        parts.append(f'<text x="{x}" y="{_HEIGHT - 16}" text-anchor="middle">{number}</text>')
        _, y = at(1, number)
        parts.append(f'<text x="{_LEFT - 14}" y="{y + 4}" text-anchor="end">{number}</text>')
    for scenario, colour in zip(results.scenarios, _COLOURS, strict=False):
        line: list[str] = []
        for each in results.layouts:
            x, y = at(each.nodes * each.processes, _times(results, each, scenario))
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


def _times(results: Scaling, layout: Layout, scenario: str) -> float:
    """Return how many times as much it answers as one process of one node."""
    return per_second(layout, scenario) / per_second(results.layouts[0], scenario)


if __name__ == "__main__":
    main()
