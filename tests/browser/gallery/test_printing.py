"""What is printed: a letter and both its languages on one sheet."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.gallery.conftest import Gallery

pytestmark = pytest.mark.browser
_PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_letter_is_one_sheet(gallery: Gallery, visitor: Page, paper: str) -> None:
    visitor.goto(gallery.of("letter-printed", "fr"))
    assert len(_PAGE.findall(visitor.pdf(format=paper))) == 1
