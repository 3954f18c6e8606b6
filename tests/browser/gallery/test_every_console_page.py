"""Every page of the console: French narrow and dark, English wide and light (WCAG 2.2 AA)."""

import pytest
from playwright.sync_api import Page

from tests.browser.gallery.conftest import Gallery
from tests.browser.gallery.looking import OPEN, Scheme, axe, sideways_or_small
from tests.web.views.console.samples import CONSOLE
from tests.web.views.sample import Sample

pytestmark = pytest.mark.browser
SHOWN: tuple[tuple[str, int, Scheme], ...] = (("fr", 320, "dark"), ("en", 1280, "light"))


@pytest.mark.parametrize("sample", CONSOLE, ids=lambda sample: sample.name)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    gallery: Gallery, visitor: Page, sample: Sample
) -> None:
    found = []
    for locale, width, scheme in SHOWN:
        visitor.goto(gallery.of(sample.name, locale))
        visitor.evaluate(OPEN)
        said = [*axe(visitor, width, scheme), *sideways_or_small(visitor)]
        found += [f"{locale}, {each}" for each in said]

    assert not found, "\n".join(found)
