"""What a soak gave: a sample of each process every so often, and the tables made of them."""

from collections.abc import Callable

from msgspec import Struct

from benchmarks.soak.memory import Footprint, slope

_LINES = 13
_WINDOW = 10
Figure = Callable[[Footprint], float]


class Sample(Struct, frozen=True):
    """The processes at one moment, and how many requests had been answered."""

    seconds: float
    requests: int
    processes: dict[str, Footprint]


class Curve(Struct):
    """One run."""

    version: str
    commit: str
    python: str
    database: str
    per_second: float
    samples: list[Sample]
    answers: dict[str, int]
    """How many there were of each status; 0 is a connection that was cut."""
    visits: int
    """Parents who came for the first time, the whole way."""
    gave_up: int = 0
    """Those who were sent to wait, and did not."""


def tables(curve: Curve) -> str:
    """Return it as Markdown: the curve, and the slope of its second half."""
    last = curve.samples[-1]
    names = [name for name in last.processes if all(name in s.processes for s in curve.samples)]
    every = max(1, len(curve.samples) // (_LINES - 1))
    shown = curve.samples[::every]
    shown += [last] if shown[-1] is not last else []
    lines = [
        (
            f"Parvis {curve.version} ({curve.commit}), {curve.database}, Python {curve.python}: "
            f"{last.requests:,} requests and {curve.visits:,} first visits in "
            f"{last.seconds / 60:.0f} minutes"
        ),
        "",
        _line("MiB (PSS) after minutes", names),
        _line("---:", ["---:"] * len(names)),
    ]
    for each in shown:
        cells = (f"{each.processes[name].pss_kib / 1024:.1f}" for name in names)
        lines.append(_line(f"{each.seconds / 60:.0f}", list(cells)))
    for title, figure in _SLOPES.items():
        grown = (slope(_lowest(curve.samples, name, figure)) for name in names)
        lines.append(_line(title, [f"{each:+.0f}" for each in grown]))
    return "\n".join(lines)


def _lowest(samples: list[Sample], name: str, figure: Figure) -> list[tuple[float, float]]:
    """Return hours and the lowest figure of each window of the second half.

    A password that is being compared takes 19 MiB for a moment, which is no growth.
    """
    half = [each for each in samples if each.seconds >= samples[-1].seconds / 2]
    windows = (half[first : first + _WINDOW] for first in range(0, len(half), _WINDOW))
    return [
        (each[0].seconds / 3600, min(figure(sample.processes[name]) for sample in each))
        for each in windows
    ]


_SLOPES: dict[str, Figure] = {
    "KiB (PSS) an hour, second half": lambda each: each.pss_kib,
    "KiB (anonymous) an hour, second half": lambda each: each.anonymous_kib,
}


def _line(head: str, cells: list[str]) -> str:
    return f"| {' | '.join((head, *cells))} |"
