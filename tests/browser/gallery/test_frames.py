"""What surrounds a page: any portal's brand, none at all, one language, somebody signed in."""

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from idp.web.views import Frame
from tests.browser.gallery.conftest import Gallery
from tests.browser.gallery.looking import SCHEMES, axe, sideways_or_small
from tests.web.views.sample import ADDRESS, PORTAL, frame_of

pytestmark = pytest.mark.browser
FRAMES: dict[str, Frame] = {
    "no-portal": frame_of("fr", portal=None, signed_in_as=ADDRESS),
    "yellow": frame_of("fr", replace(PORTAL, colour="#ffee00", logo_uri=None)),
    "black": frame_of("fr", replace(PORTAL, colour="#000000", support_telephone=None)),
    "one-language": replace(frame_of("fr"), languages=("fr",)),
}


@pytest.mark.parametrize("name", FRAMES)
def test_axe_finds_nothing_around_a_page(gallery: Gallery, visitor: Page, name: str) -> None:
    gallery.frames[name] = FRAMES[name]
    visitor.goto(gallery.of("sign-in-wrong", name))
    found = [each for scheme in SCHEMES for each in axe(visitor, 320, scheme)]
    found += sideways_or_small(visitor)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("sample", ["sign-in", "code-sent", "child", "addresses", "help"])
def test_help_stands_in_the_same_place_on_every_page(
    gallery: Gallery, visitor: Page, sample: str
) -> None:
    visitor.set_viewport_size({"width": 1280, "height": 740})
    visitor.goto(gallery.of(sample, "fr"))
    links = visitor.locator("footer a").all_inner_texts()
    assert links[:2] == ["Obtenir de l’aide", "Voir la vidéo d’aide"]
    assert visitor.locator("header button").inner_text() == "English"
    left = visitor.locator("footer a").first.evaluate("(each) => each.getBoundingClientRect().x")
    visitor.goto(gallery.of("sign-up", "fr"))
    other = visitor.locator("footer a").first.evaluate("(each) => each.getBoundingClientRect().x")
    assert left == other


def test_a_page_with_errors_starts_at_them_and_leads_to_the_field(
    gallery: Gallery, visitor: Page
) -> None:
    visitor.goto(gallery.of("child-two-errors", "fr"))
    assert visitor.evaluate("document.activeElement.id") == "errors"
    visitor.locator("#errors a").nth(1).click()
    assert visitor.evaluate("document.activeElement.id") == "number"


def test_a_new_password_is_measured_as_it_is_typed(gallery: Gallery, visitor: Page) -> None:
    visitor.goto(gallery.of("password", "fr"))
    said = visitor.locator("[data-measures=password]")
    for typed, words in (
        ("trois", "Encore 7\u00a0caractères."),
        ("trois outar", "Encore 1\u00a0caractère."),
    ):
        visitor.locator("#password").fill(typed)
        expect(said).to_have_text(words)


def test_the_password_can_be_shown(gallery: Gallery, visitor: Page) -> None:
    visitor.goto(gallery.of("password", "fr"))
    visitor.locator("#password").fill("trois outardes")
    visitor.get_by_label("Afficher le mot de passe").check()
    assert visitor.locator("#password").get_attribute("type") == "text"
