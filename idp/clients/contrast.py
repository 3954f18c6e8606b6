"""A portal's colour on our pages: the colours of its text and its edge (WCAG 2.2).

Text on the colour needs 4.5:1 (§1.4.3): black or white always reaches it. A band or a button needs
3:1 with its background (§1.4.11): where the colour has less, an edge of the same hue has it.
"""

from msgspec import Struct

_GROUNDS_LIGHT, _GROUNDS_DARK = ("#ffffff", "#f1f3f6"), ("#1b222b", "#12171d")
"""Card and page, on which band and button stand; `idp/static/parvis.css` has the same."""
_WHITE, _BLACK = "#ffffff", "#000000"
_TEXT_ENOUGH = 4.5
ENOUGH = 3.0
"""The contrast that parts of a page other than text need."""
_STEPS = 20
DEFAULT_COLOUR = "#095797"
"""Of a portal that has chosen none."""


class PortalColours(Struct, frozen=True):
    """The colours of band and main button, each `#rrggbb`."""

    fill: str
    text: str
    edge_light: str
    edge_dark: str
    """The edges on the light and on the dark page; `fill` itself where it stands out."""


def colours_of(colour: str) -> PortalColours:
    """Return the colours to use with `colour` (`#rrggbb`)."""
    return PortalColours(
        fill=colour,
        text=_WHITE if _contrast(colour, _WHITE) >= _TEXT_ENOUGH else _BLACK,
        edge_light=_edge(colour, _BLACK, _GROUNDS_LIGHT),
        edge_dark=_edge(colour, _WHITE, _GROUNDS_DARK),
    )


def contrasts(colour: str) -> tuple[float, float]:
    """Return the contrast of `#rrggbb` with the light and the dark card: 1 to 21."""
    return _contrast(colour, _GROUNDS_LIGHT[0]), _contrast(colour, _GROUNDS_DARK[0])


def _edge(colour: str, towards: str, grounds: tuple[str, ...]) -> str:
    """Return the first mixture of `colour` and `towards` that stands out from all `grounds`."""
    mixtures = (_mixture(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(
        each for each in mixtures if all(_contrast(each, ground) >= ENOUGH for ground in grounds)
    )


def _mixture(one: str, other: str, share: float) -> str:
    parts = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 2)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _linear(share: float) -> float:
    low = 0.04045
    return share / 12.92 if share <= low else ((share + 0.055) / 1.055) ** 2.4


DEFAULT = colours_of(DEFAULT_COLOUR)
"""What pages and messages that speak for no portal are drawn with."""
