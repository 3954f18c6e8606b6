"""The way back to the portal for whoever thinks better of it."""

import pytest

from tests.web.pages.person import Person

DENIED = "https://portal.example.org/cb?error=access_denied&"


@pytest.mark.parametrize("path", ["/connexion", "/inscription"])
def test_who_turns_back_is_at_the_portal_which_is_told_so(
    person: Person, journey: str, path: str
) -> None:
    person.open(f"{path}?journey={journey}")
    assert 'action="/annuler"' in person.text
    person.send(to="/annuler")

    assert person.shown.headers["Location"].startswith(DENIED)
    assert "state=a-state" in person.shown.headers["Location"]


def test_an_address_alone_turns_nobody_back(person: Person, journey: str) -> None:
    assert person.open(f"/annuler?journey={journey}").path == "/connexion"
    person.post("/annuler", data={"journey": journey})
    assert person.open(f"/continuer?journey={journey}").path == "/connexion"


def test_who_came_from_no_portal_is_offered_no_way_back(person: Person) -> None:
    assert "/annuler" not in person.open("/connexion").text
    assert person.send(to="/annuler").path == "/connexion"
