"""Forms that another site sends are not acted upon, and nothing of them is shown."""

import pytest
from werkzeug.test import TestResponse

from tests.conftest import Parent
from tests.web.pages.person import Person
from tests.web_application import answer_to

FORMS = (
    "/connexion",
    "/inscription",
    "/mot-de-passe-oublie",
    "/code",
    "/nouveau-mot-de-passe",
    "/enfant",
    "/acces",
    "/consentement",
    "/aide",
    "/langue",
    "/deconnexion",
    "/annuler",
    "/compte/adresses",
    "/compte/mot-de-passe",
    "/compte/enfants",
    "/compte/sessions",
)


def cookie_names(response: TestResponse) -> list[str]:
    return [each.partition("=")[0] for each in response.headers.getlist("Set-Cookie")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1.evil.example:8000"},
    ],
)
def test_another_site_s_form_is_turned_away_even_with_our_token(
    person: Person, parent: Parent, headers: dict[str, str]
) -> None:
    form = person.open("/connexion").form()

    for path in FORMS:
        typed = {"address": parent.address, "password": parent.password}
        response = person.post(path, data=form | typed, headers=headers)
        assert response.status_code == 303
        assert response.headers["Location"] == path
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_our_token_does_nothing(person: Person, parent: Parent, path: str) -> None:
    person.sign_in(parent.address, parent.password)

    for token in ({}, {"csrf": ""}, {"csrf": "é"}, {"csrf": "0" * 64}):
        response = person.post(path, data={"address": "autre@exemple.quebec", **token})
        assert response.status_code == 303
        assert set(cookie_names(response)) <= {"parvis-kept-forms"}
    assert person.open("/compte").path == "/compte"


def test_another_browser_s_token_is_of_no_use(
    person: Person, neighbour: Person, parent: Parent
) -> None:
    neighbour.open("/connexion")
    person.open("/connexion")
    typed = {"address": parent.address, "password": parent.password}

    response = person.post("/connexion", data=neighbour.form() | typed)

    assert cookie_names(response) == ["parvis-kept-forms"]
    assert answer_to(person.client, response).status_code == 422
    assert person.open("/compte").path == "/connexion"


def test_our_own_pages_may_send_a_null_origin(person: Person, parent: Parent) -> None:
    form = person.open("/connexion").form()
    typed = {"address": parent.address, "password": parent.password}

    response = person.post("/connexion", data=form | typed, headers={"Origin": "null"})

    assert response.headers["Location"] == "/compte"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    person: Person, parent: Parent
) -> None:
    form = person.open("/connexion").form()
    (browser,) = person.shown.headers.getlist("Set-Cookie")
    typed = {"address": parent.address, "password": parent.password}
    session, state = person.post("/connexion", data=form | typed).headers.getlist("Set-Cookie")

    for cookie in (browser, session):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    # For the script of `/session/check`: a digest that opens nothing.
    assert state.startswith("parvis-state=")
    assert session.partition("=")[2].partition(";")[0] not in state
