"""What holds on every page, whichever it is."""

import pytest
from msgspec.structs import fields

from idp.web import views
from idp.web.rendering import Renderer
from idp.web.views import FormPostView, View
from tests.web.views.sample import PORTAL, Sample
from tests.web.views.samples import SAMPLES
from tests.web.views.shown import Shown

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
IN_A_FRAME = [each for each in SAMPLES if each.name != "form-post"]
each_framed = pytest.mark.parametrize("sample", IN_A_FRAME, ids=lambda sample: sample.name)
WITHOUT_LABEL = {"hidden", "checkbox"}


def shown(renderer: Renderer, sample: Sample, locale: str = "fr") -> Shown:
    return Shown(renderer.render(sample.page(locale)).get_data(as_text=True))


def test_every_view_has_a_sample() -> None:
    pages = {
        each for each in vars(views).values() if isinstance(each, type) and issubclass(each, View)
    }
    assert {type(each.page("fr")) for each in SAMPLES} == pages - {View}


@each_sample
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_page_says_its_language(renderer: Renderer, sample: Sample, locale: str) -> None:
    response = renderer.render(sample.page(locale))
    assert response.headers["Content-Language"] == f"{locale}-CA"
    html = Shown(response.get_data(as_text=True))
    assert next(html.all("html")).get("lang") == f"{locale}-CA"


@each_framed
def test_a_page_names_the_portal(renderer: Renderer, sample: Sample) -> None:
    text = shown(renderer, sample).text
    assert PORTAL.name in text
    assert PORTAL.host in text


@each_sample
def test_a_page_has_one_heading_and_one_main_button(renderer: Renderer, sample: Sample) -> None:
    page = shown(renderer, sample)
    assert len(list(page.all("h1"))) == 1
    main = [each for each in page.all("a", "button") if "main" in (each.get("class") or "").split()]
    assert len(main) <= 1


@each_framed
def test_the_way_to_help_knows_the_page_and_its_error(renderer: Renderer, sample: Sample) -> None:
    page = sample.page("fr")
    links = [each.get("href") or "" for each in shown(renderer, sample).all("a")]
    helping = next(each for each in links if each.startswith("/aide?from="))
    if page.errors:
        assert f"error_code={page.errors[0].code}" in helping


@each_sample
def test_every_form_proves_that_it_is_ours(renderer: Renderer, sample: Sample) -> None:
    page = sample.page("fr")
    if isinstance(page, FormPostView) or not page.frame or not page.frame.csrf:
        return
    html = shown(renderer, sample)
    forms = len(list(html.all("form")))
    proofs = [each for each in html.all("input") if each.get("name") == "csrf"]
    journeys = [each for each in html.all("input") if each.get("name") == "journey"]
    assert len(proofs) == len(journeys) == forms


@each_sample
def test_every_field_has_a_label_and_can_be_pasted_into(renderer: Renderer, sample: Sample) -> None:
    html = shown(renderer, sample)
    labelled = {each.get("for") for each in html.all("label")}
    for each in html.all("input", "select", "textarea"):
        assert each.get("maxlength") is None
        assert each.get("onpaste") is None
        out_of_sight = "away" in (each.get("class") or "") or each.get("type") in WITHOUT_LABEL
        assert out_of_sight or each.get("id") in labelled


@each_sample
def test_no_style_or_script_stands_in_an_attribute(renderer: Renderer, sample: Sample) -> None:
    # The policy would refuse them, and nobody would notice.
    for each in shown(renderer, sample).elements:
        assert not [name for name in each.attributes if name.startswith("on") or name == "style"]


@each_sample
def test_every_error_is_told_with_its_code_at_the_top(renderer: Renderer, sample: Sample) -> None:
    page = sample.page("fr")
    html = renderer.render(page).get_data(as_text=True)
    assert ("<title>Erreur\u00a0:" in html) == (
        any(not each.is_wait for each in page.errors) or sample.name.startswith("error")
    )
    for error in page.errors:
        assert error.code in html
        if error.field is not None:
            assert f'href="#{error.field}"' in html
            assert f'id="{error.field}"' in html


def test_views_are_frozen() -> None:
    for sample in SAMPLES:
        page = sample.page("fr")
        with pytest.raises(AttributeError):
            setattr(page, fields(page)[0].name, None)
