"""What browsers and password managers need to know of a field."""

import pytest

from idp.web.rendering import Renderer
from tests.web.views.sample import ADDRESS, PROOF, STATE
from tests.web.views.samples import SAMPLES
from tests.web.views.shown import Shown

BY_NAME = {each.name: each for each in SAMPLES}


def shown(renderer: Renderer, name: str, locale: str = "fr") -> Shown:
    return Shown(renderer.render(BY_NAME[name].page(locale)).get_data(as_text=True))


@pytest.mark.parametrize(
    ("page", "field", "autocomplete"),
    [
        ("sign-in", "address", "username"),
        ("sign-in", "password", "current-password"),
        ("sign-up", "address", "email"),
        ("recover", "address", "username"),
        ("code-sent", "code", "one-time-code"),
        ("password", "username", "username"),
        ("password", "password", "new-password"),
        ("change-password", "username", "username"),
        ("change-password", "current_password", "current-password"),
        ("change-password", "password", "new-password"),
        ("help", "address", "email"),
    ],
)
def test_a_field_says_what_belongs_in_it(
    renderer: Renderer, page: str, field: str, autocomplete: str
) -> None:
    assert shown(renderer, page).inputs()[field].get("autocomplete") == autocomplete


def test_a_code_is_one_field_with_a_keypad(renderer: Renderer) -> None:
    code = shown(renderer, "code-sent").inputs()["code"]
    assert (code.get("type"), code.get("inputmode")) == ("text", "numeric")


def test_what_was_typed_is_shown_again_but_never_the_password(renderer: Renderer) -> None:
    fields = shown(renderer, "sign-in-wrong").inputs()
    assert fields["address"].get("value") == ADDRESS
    assert fields["password"].get("value") is None
    assert fields["remember"].get("checked") is not None


def test_a_wrong_field_is_marked_and_described(renderer: Renderer) -> None:
    code = shown(renderer, "code-wrong").inputs()["code"]
    assert code.get("aria-invalid") == "true"
    assert code.get("aria-describedby") == "code-hint code-error"


def test_a_password_page_names_the_account_to_password_managers(renderer: Renderer) -> None:
    fields = shown(renderer, "password").inputs()
    assert fields["username"].get("value") == ADDRESS
    assert fields["proof"].get("value") == PROOF


def test_the_answer_to_a_portal_is_carried_byte_for_byte(renderer: Renderer) -> None:
    page = shown(renderer, "form-post")
    assert next(page.all("form")).get("action") == "https://portail.example.org/cb"
    assert page.inputs()["state"].get("value") == STATE
    assert len(list(page.all("button"))) == 1


def test_the_organisation_is_asked_for_in_doubt_alone(renderer: Renderer) -> None:
    asked = [len(list(shown(renderer, name).all("select"))) for name in ("child", "child-in-doubt")]
    assert asked == [0, 1]


def test_the_only_address_cannot_be_removed(renderer: Renderer) -> None:
    actions = [each.get("value") for each in shown(renderer, "addresses-last").all("input")]
    assert "remove" not in actions


def test_english_words_are_marked_as_such_on_a_french_page(renderer: Renderer) -> None:
    page = shown(renderer, "language")
    assert next(page.all("h1")).get("lang") == "en"


@pytest.mark.parametrize(("name", "is_open"), [("code-sent", False), ("code-wrong", True)])
def test_another_code_can_be_asked_for_where_the_error_says_so(
    renderer: Renderer, name: str, *, is_open: bool
) -> None:
    page = renderer.render(BY_NAME[name].page("fr")).get_data(as_text=True)
    assert ("<details open" in page) is is_open
