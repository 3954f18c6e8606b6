"""Every page, French and English, at 320 and 1280 px, light and dark (WCAG 2.2 AA)."""

import itertools

import pytest
from playwright.sync_api import Page

from tests.browser.gallery.conftest import Gallery
from tests.browser.gallery.looking import SCHEMES, axe, small_telephone, text_of_twice_the_size
from tests.web.views.sample import Sample
from tests.web.views.samples import SAMPLES

pytestmark = pytest.mark.browser
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


@pytest.mark.parametrize("locale", ["fr", "en"])
@each_sample
def test_everybody_can_read_and_use_a_page(
    gallery: Gallery, visitor: Page, sample: Sample, locale: str
) -> None:
    """It is loaded once for all that is looked at: loading it takes longer than most looks."""
    visitor.goto(gallery.of(sample.name, locale))

    found = [
        each
        for width, scheme in itertools.product((320, 1280), SCHEMES)
        for each in axe(visitor, width, scheme)
    ]
    found += small_telephone(visitor)
    found += text_of_twice_the_size(visitor)

    assert not found, "\n".join(found)
