"""Every page, French and English, at 320 and 1280 px, light and dark (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from idp.shipped import TEMPLATES
from tests.browser.gallery.conftest import Gallery
from tests.browser.gallery.looking import axe, colours, small_telephone, text_of_twice_the_size
from tests.web.views.sample import Sample
from tests.web.views.samples import SAMPLES

pytestmark = pytest.mark.browser
_COLOUR = r"\s*--[a-z-]+: (?:\{\{[^{}]*\}\}|[^;{}])+;"
_DARK = re.compile(
    rf"@media \(prefers-color-scheme: dark\) \{{\s*:root \{{(?:{_COLOUR})+\s*\}}\s*\}}"
)
_STATIC = Path(__file__).parents[3] / "idp" / "static"
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


@pytest.mark.parametrize("locale", ["fr", "en"])
@each_sample
def test_everybody_can_read_and_use_a_page(
    gallery: Gallery, visitor: Page, sample: Sample, locale: str
) -> None:
    """It is loaded once for all that is looked at: loading it takes longer than most looks."""
    visitor.goto(gallery.of(sample.name, locale))

    found = []
    for width in (320, 1280):
        found += axe(visitor, width, "light")
        found += colours(visitor, width, "dark")
    found += small_telephone(visitor)
    found += text_of_twice_the_size(visitor)

    assert not found, "\n".join(found)


def test_nothing_but_colours_differs_between_light_and_dark() -> None:
    written = [each for each in _STATIC.iterdir() if each.suffix in {".css", ".js"}]
    for each in (*written, TEMPLATES / "base.html"):
        text = each.read_text("utf-8")
        assert text.count("prefers-color-scheme") == len(_DARK.findall(text)), each
