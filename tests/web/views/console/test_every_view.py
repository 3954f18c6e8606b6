"""What holds on every page of the console."""

import importlib
import pkgutil

import pytest

from idp.web.rendering import Renderer
from idp.web.views import console
from idp.web.views.console import ConsoleView
from tests.web.views.console.samples import CONSOLE
from tests.web.views.sample import Sample
from tests.web.views.shown import Shown

each_sample = pytest.mark.parametrize("sample", CONSOLE, ids=lambda sample: sample.name)


def test_every_view_has_a_sample() -> None:
    pages = set()
    for found in pkgutil.iter_modules(console.__path__, f"{console.__name__}."):
        module = importlib.import_module(found.name)
        pages |= {
            each
            for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, ConsoleView)
        }
    assert {type(each.page("fr")) for each in CONSOLE} == pages - {ConsoleView}


@each_sample
def test_a_page_of_the_console_is_whole(renderer: Renderer, sample: Sample) -> None:
    page = sample.page("fr")
    html = Shown(renderer.render(page).get_data(as_text=True))
    labelled = {each.get("for") for each in html.all("label")}

    assert len(list(html.all("h1"))) == 1
    main = [each for each in html.all("a", "button") if "main" in (each.get("class") or "").split()]
    assert len(main) <= 1
    proofs = [each for each in html.all("input") if each.get("name") == "csrf"]
    assert len(proofs) == len([each for each in html.all("form") if each.get("method") == "post"])
    for each in html.all("input", "select", "textarea"):
        assert each.get("type") == "hidden" or each.get("id") in labelled
    for element in html.elements:
        assert not [name for name in element.attributes if name.startswith("on") or name == "style"]
    for error in page.errors:
        if error.field is not None:
            assert error.field in {each.get("id") for each in html.elements}
