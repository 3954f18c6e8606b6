"""A portal's colour: any of them carries its text and stands out from the page."""

from itertools import product

import pytest

from idp.clients.contrast import ENOUGH, colours_of, contrasts

COLOURS = tuple(
    f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in product(range(0, 256, 51), repeat=3)
)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colour", COLOURS)
def test_text_reads_and_edges_stand_out(colour: str) -> None:
    colours = colours_of(colour)
    assert colours.fill == colour
    assert _contrast(colour, colours.text) >= 4.5
    for ground in ("#ffffff", "#f1f3f6"):
        assert _contrast(colours.edge_light, ground) >= ENOUGH - 0.005
    for ground in ("#1b222b", "#12171d"):
        assert _contrast(colours.edge_dark, ground) >= ENOUGH - 0.005


def test_a_colour_that_stands_out_is_its_own_edge() -> None:
    assert colours_of("#2f6b3a").edge_light == "#2f6b3a"
    assert colours_of("#ffee00").edge_dark == "#ffee00"
    assert colours_of("#ffee00").edge_light != "#ffee00"
    assert contrasts("#000000")[0] == 21.0
