"""How far a portal's colour stands out from our pages (WCAG 2.2 §1.4.3, §1.4.11)."""

_CARD_LIGHT, _CARD_DARK = "#ffffff", "#1b222b"
"""What the band of colour stands on; `idp/static/parvis.css` has the same."""
ENOUGH = 3.0
"""What a part of a page that is no text needs."""


def contrasts(colour: str) -> tuple[float, float]:
    """Return the contrast of `#rrggbb` with the light and the dark page: 1 to 21."""
    return _contrast(colour, _CARD_LIGHT), _contrast(colour, _CARD_DARK)


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 2)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    low = 0.04045
    return share / 12.92 if share <= low else ((share + 0.055) / 1.055) ** 2.4
