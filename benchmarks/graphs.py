"""Draws what `make bench --save` kept, and writes its tables into docs/performance.md.

python -m benchmarks.graphs benchmarks/results/0.1.0.json
"""

import sys
from html import escape
from pathlib import Path

import msgspec

from benchmarks.contenders import FLOOR
from benchmarks.results import Results, per_second, tables

_DOCS = Path(__file__).parent.parent / "docs"
PAGE, PICTURE = _DOCS / "performance.md", _DOCS / "performance.svg"
BEGIN, END = "<!-- measured -->", "<!-- end -->"
_WIDTH, _NAMES, _BAR, _GAP = 760, 230, 14, 18
# Told apart by lightness as well, on white and on black.
_GREYS = ("#8a8f98", "#c3c7ce")
_COLOURS = (
    *("#0b5394", "#3d85c6", "#38761d", "#6aa84f", "#741b47", "#a64d79", "#b45f06", "#e69138"),
)


def main() -> None:
    """Draw and write."""
    results = read(Path(sys.argv[1]))
    PICTURE.write_text(picture(results), "utf-8")
    put_into_page(BEGIN, measured(results), END)


def put_into_page(begin: str, part: str, end: str) -> None:
    """Write `part`, marks and all, where the page has what was measured before."""
    before, _, rest = PAGE.read_text("utf-8").partition(begin)
    PAGE.write_text(before + part + rest.partition(end)[2], "utf-8")


def read(file: Path) -> Results:
    """Return the results that are kept in `file`."""
    return msgspec.json.decode(file.read_bytes(), type=Results)


def measured(results: Results) -> str:
    """Return the part of the page that is made of `results`."""
    return f"{BEGIN}\n\n{tables(results)}\n\n{END}"


def picture(results: Results) -> str:
    """Return an SVG with a group of bars for each scenario: requests a second, the most as one."""
    greys, bright = iter(_GREYS), iter(_COLOURS)
    colours = {name: next(greys if name.startswith(FLOOR) else bright) for name in results.servers}
    parts, y = [], _GAP
    for name, colour in colours.items():
        parts.append(f'<rect x="0" y="{y - 10}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="20" y="{y}">{escape(name)}</text>')
        y += _GAP
    for scenario in results.scenarios:
        y += _GAP
        parts.append(f'<text x="0" y="{y + _BAR - 3}" class="head">{escape(scenario)}</text>')
        found = {
            name: per_second(server.runs[scenario])
            for name, server in results.servers.items()
            if scenario in server.runs
        }
        most = max(found.values())
        for name, figure in found.items():
            width = round((_WIDTH - _NAMES - 90) * figure / most)
            parts.append(
                f'<rect x="{_NAMES}" y="{y}" width="{width}" height="{_BAR - 2}" '
                f'fill="{colours[name]}"><title>{escape(name)}: {figure:,.0f}</title></rect>'
                f'<text x="{_NAMES + width + 6}" y="{y + _BAR - 4}">{figure:,.0f}</text>'
            )
            y += _BAR
    height = y + _GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="Requests a second, by scenario and server">\n'
        "<style>text { font: 12px sans-serif; fill: #1f2328 } .head { font-weight: bold }"
        "</style>\n"
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


if __name__ == "__main__":
    main()
