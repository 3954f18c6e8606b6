"""Every page, French and English, at 320 and 1280 px, light and dark (WCAG 2.2 AA)."""

import itertools
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.gallery.conftest import Gallery
from tests.web.views.sample import Sample
from tests.web.views.samples import SAMPLES

pytestmark = pytest.mark.browser
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (320, 1280)
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
[...document.querySelectorAll('.main, .second, .button')]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
  .map((each) => each.outerHTML)
"""
OUTSIDE = """
[...document.querySelectorAll('.card, .card *, header *, footer *')]
  .filter((each) => each.checkVisibility() && !each.closest('.wide, svg, select, option, .away'))
  .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth
    || (each.clientWidth && each.scrollWidth > each.clientWidth + 1
      && !each.matches('input, textarea')))
  .map((each) => each.outerHTML.slice(0, 120))
"""
each_language = pytest.mark.parametrize("locale", ["fr", "en"])
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def complaints(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands."""
    found = page.evaluate("(rules) => axe.run(rules)", RULES)["violations"]
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


@each_language
@each_sample
def test_axe_finds_nothing(gallery: Gallery, visitor: Page, sample: Sample, locale: str) -> None:
    visitor.goto(gallery.of(sample.name, locale))
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        visitor.set_viewport_size({"width": width, "height": 740})
        visitor.emulate_media(color_scheme=scheme)
        assert complaints(visitor) == [], f"{width} px, {scheme}"


@each_sample
def test_nothing_scrolls_sideways_and_buttons_are_large_on_a_small_telephone(
    gallery: Gallery, visitor: Page, sample: Sample
) -> None:
    visitor.set_viewport_size({"width": 320, "height": 568})
    visitor.goto(gallery.of(sample.name, "fr"))
    visitor.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")

    assert visitor.evaluate(SIDEWAYS) <= 0
    assert visitor.evaluate(SMALL) == []


@each_sample
def test_text_of_twice_the_size_stays_inside_the_card(
    gallery: Gallery, visitor: Page, sample: Sample
) -> None:
    visitor.goto(gallery.of(sample.name, "fr"))
    visitor.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    visitor.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (320, 390):
        visitor.set_viewport_size({"width": width, "height": 844})
        assert visitor.evaluate(SIDEWAYS) <= 0, width
        assert visitor.evaluate(OUTSIDE) == [], width
