"""Every page of the console: French narrow and dark, English wide and light (WCAG 2.2 AA)."""

import pytest
from playwright.sync_api import Page

from tests.browser.gallery.conftest import Gallery
from tests.browser.gallery.test_every_page import SIDEWAYS, SMALL, Scheme, complaints
from tests.web.views.console.samples import CONSOLE
from tests.web.views.sample import Sample

pytestmark = pytest.mark.browser
SHOWN: tuple[tuple[str, int, Scheme], ...] = (("fr", 320, "dark"), ("en", 1280, "light"))


@pytest.mark.parametrize("sample", CONSOLE, ids=lambda sample: sample.name)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    gallery: Gallery, visitor: Page, sample: Sample
) -> None:
    for locale, width, scheme in SHOWN:
        visitor.set_viewport_size({"width": width, "height": 740})
        visitor.emulate_media(color_scheme=scheme)
        visitor.goto(gallery.of(sample.name, locale))
        visitor.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        assert complaints(visitor) == [], f"{locale}, {width} px, {scheme}"
        assert visitor.evaluate(SIDEWAYS) <= 0
        assert visitor.evaluate(SMALL) == []
