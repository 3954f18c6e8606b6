"""Draws how it grows, and writes the tables into docs/performance.md.

python -m benchmarks.growth.picture benchmarks/results/0.1.0-growth.json
"""

import sys
from html import escape
from math import log10
from pathlib import Path

import msgspec

from benchmarks.graphs import PAGE, put_into_page
from benchmarks.growth.results import Growth, ratios, tables

PICTURE = PAGE.parent / "growth.svg"
BEGIN, END = "<!-- grown -->", "<!-- end of grown -->"
_NAMES, _PANEL, _BETWEEN, _ROW, _TOP = 180, 300, 40, 64, 48
_LEAST, _MOST = 0.8, 1.4
_STYLE = """text { font: 12px sans-serif; fill: #1f2328 } .head { font-weight: bold }
.ground { fill: #ffffff } .same { stroke: #8a8f98; stroke-dasharray: 3 3 }
.grown { fill: none; stroke: #0b5394; stroke-width: 2 } .at { fill: #0b5394 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .ground { fill: #0d1117 } .same { stroke: #8a8f98 }
.grown { stroke: #79c0ff } .at { fill: #79c0ff } }"""


def main() -> None:
    """Draw and write."""
    growth = read(Path(sys.argv[1]))
    PICTURE.write_text(picture(growth), "utf-8")
    put_into_page(BEGIN, grown(growth), END)


def read(file: Path) -> Growth:
    """Return the results that are kept in `file`."""
    return msgspec.json.decode(file.read_bytes(), type=Growth)


def grown(growth: Growth) -> str:
    """Return the part of the page that is made of `growth`."""
    return f"{BEGIN}\n\n{tables(growth)}\n\n{END}"


def picture(growth: Growth) -> str:
    """Return an SVG: a row for each scenario, a line for each database, by powers of ten."""
    scenarios = list(
        dict.fromkeys(name for each in growth.databases.values() for name in each.rounds)
    )
    width = _NAMES + len(growth.databases) * (_PANEL + _BETWEEN)
    height = _TOP + len(scenarios) * _ROW + 24
    parts = [
        f'<text x="0" y="{_row(number) + _ROW // 2}" class="head">{escape(scenario)}</text>'
        for number, scenario in enumerate(scenarios)
    ]
    for column, (database, measured) in enumerate(growth.databases.items()):
        left = _NAMES + column * (_PANEL + _BETWEEN)
        parts.append(f'<text x="{left}" y="16" class="head">{escape(database)}</text>')
        sizes = sorted({size for each in measured.rounds.values() for size in each})
        parts += [
            f'<text x="{_across(left, size, sizes)}" y="34" text-anchor="middle">{size:,}</text>'
            for size in sizes
        ]
        for number, scenario in enumerate(scenarios):
            if scenario in measured.rounds:
                found = ratios(measured.rounds[scenario])
                parts += _panel(left, _row(number), found, f"{scenario}, {database}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="title desc">\n'
        '<title id="title">What a request costs as accounts grow</title>\n'
        '<desc id="desc">By scenario and database: time of processors, as a multiple of that '
        "with the fewest accounts. The tables below say the same.</desc>\n"
        f"<style>{_STYLE}</style>\n"
        f'<rect width="{width}" height="{height}" class="ground"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _panel(left: int, top: int, found: dict[int, float], name: str) -> list[str]:
    sizes = sorted(found)
    points = [(_across(left, size, sizes), _down(top, found[size])) for size in sizes]
    same = _down(top, 1.0)
    line = " ".join(f"{x},{y}" for x, y in points)
    return [
        f'<path d="M{left} {same}H{left + _PANEL}" class="same"/>',
        f'<polyline points="{line}" class="grown"><title>{escape(name)}</title></polyline>',
        *(
            f'<circle cx="{x}" cy="{y}" r="3" class="at"/>'
            f'<text x="{x}" y="{y - 7}" text-anchor="middle">{found[size]:.2f}</text>'
            for size, (x, y) in zip(sizes, points, strict=True)
        ),
    ]


def _row(number: int) -> int:
    return _TOP + number * _ROW


def _across(left: int, size: int, sizes: list[int]) -> int:
    first, last = log10(sizes[0]), log10(sizes[-1])
    share = (log10(size) - first) / ((last - first) or 1)
    return round(left + 20 + share * (_PANEL - 40))


def _down(top: int, ratio: float) -> int:
    share = (min(max(ratio, _LEAST), _MOST) - _LEAST) / (_MOST - _LEAST)
    return round(top + _ROW - 6 - share * (_ROW - 22))


if __name__ == "__main__":
    main()
