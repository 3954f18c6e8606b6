"""Looking at a page as it stands: what axe, a narrow window and large text find wrong with it."""

from typing import Literal

from playwright.sync_api import Page, ViewportSize

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# Where an element stands is told by its HTML: axe need look for no selector that finds it alone.
_SAID = {"resultTypes": ["violations"], "selectors": False}
_RULES = {
    **_SAID,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
_OF_COLOURS = {
    **_SAID,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
# Only what is wrong leaves the browser: the whole answer takes longer to carry than to find.
_COMPLAINTS = """
(rules) => axe.run(rules).then(({violations}) =>
  violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html}`)))
"""
# Every part that a page folds away.
OPEN = "document.querySelectorAll('details').forEach((each) => { each.open = true })"
_LARGE = "document.documentElement.style.fontSize = '200%'"
_SIDEWAYS = """
() => {
  const beyond = document.documentElement.scrollWidth - document.documentElement.clientWidth
  return beyond > 0 ? [`scrolls sideways by ${beyond} px`] : []
}
"""
_SMALL = """
[...document.querySelectorAll('.main, .second, .button')]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
  .map((each) => `smaller than 44 px: ${each.outerHTML}`)
"""
_OUTSIDE = """
[...document.querySelectorAll('.card, .card *, header *, footer *')]
  .filter((each) => each.checkVisibility() && !each.closest('.wide, svg, select, option, .away'))
  .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth
    || (each.clientWidth && each.scrollWidth > each.clientWidth + 1
      && !each.matches('input, textarea')))
  .map((each) => `outside: ${each.outerHTML.slice(0, 120)}`)
"""


def axe(page: Page, width: int, scheme: Scheme) -> list[str]:
    """Return what axe finds on the page at `width` (WCAG 2.2 AA)."""
    return _found(page, width, scheme, _RULES)


def colours(page: Page, width: int, scheme: Scheme) -> list[str]:
    """Return what axe finds on the page's colours, which are all that differs between schemes."""
    return _found(page, width, scheme, _OF_COLOURS)


def _found(page: Page, width: int, scheme: Scheme, rules: dict[str, object]) -> list[str]:
    _resize(page, width, 740)
    page.emulate_media(color_scheme=scheme)
    return [f"{width} px, {scheme}: {each}" for each in page.evaluate(_COMPLAINTS, rules)]


def _resize(page: Page, width: int, height: int) -> None:
    size: ViewportSize = {"width": width, "height": height}
    if page.viewport_size != size:  # Chromium takes its time even where nothing changes
        page.set_viewport_size(size)


def small_telephone(page: Page) -> list[str]:
    """Return what scrolls sideways or is small to press at 320 px, with every part opened."""
    _resize(page, 320, 568)
    page.evaluate(OPEN)
    return sideways_or_small(page)


def sideways_or_small(page: Page) -> list[str]:
    """Return what scrolls sideways, or is small to press, on the page as it stands."""
    return [*page.evaluate(_SIDEWAYS), *page.evaluate(_SMALL)]


def text_of_twice_the_size(page: Page) -> list[str]:
    """Return what leaves its place on the page whose text is shown at 200 % (WCAG 2.2 §1.4.4).

    It stays so: this is what is looked at last.
    """
    page.evaluate(OPEN)
    page.evaluate(_LARGE)
    found = []
    for width in (320, 390):
        _resize(page, width, 844)
        said = [*page.evaluate(_SIDEWAYS), *page.evaluate(_OUTSIDE)]
        found += [f"{width} px, text at 200 %: {each}" for each in said]
    return found
