"""A form that failed is shown by a page of its own: nothing is sent twice, nothing is lost."""

import re
from base64 import urlsafe_b64decode
from urllib.parse import parse_qs, urlsplit

from idp.clock import MINUTE
from tests.conftest import Parent, TestClock
from tests.databases import on_one_database
from tests.journeys.people import ADDRESS
from tests.web.pages.person import Person

HOST = "127.0.0.1"
WRONG = "pas-le-bon-mot-de-passe"


def fail(person: Person, address: str, path: str = "/connexion") -> str:
    """Send a wrong form of `path`, and return where that leads."""
    form = person.open(path).form()
    sent = person.post(path, data=form | {"address": address, "password": WRONG})
    assert sent.status_code == 303
    return sent.headers["Location"]


@on_one_database
def test_a_form_that_failed_leads_to_a_page_that_may_be_loaded_again(
    person: Person, parent: Parent
) -> None:
    failed = fail(person, parent.address)

    for _ in range(2):
        shown = person.get(failed)
        assert shown.status_code == 422
        assert "PRV-SIGN-IN-WRONG" in shown.text
        assert f'value="{parent.address}"' in shown.text


@on_one_database
def test_no_password_and_no_code_is_kept(person: Person, parent: Parent) -> None:
    failed = fail(person, parent.address)

    form = person.open("/inscription").send(address=ADDRESS).form()
    person.post("/code", data=form | {"code": "1234567"})

    assert WRONG not in person.get(failed).text
    kept = person.client.get_cookie("parvis-kept-forms", domain=HOST)
    assert kept is not None
    read = person.provider.vault.open(urlsafe_b64decode(kept.value), "page.kept-forms")
    assert parent.address in read
    assert WRONG not in read
    assert "1234567" not in read


@on_one_database
def test_two_tabs_show_each_its_own(person: Person) -> None:
    first = fail(person, "un@exemple.quebec")
    second = fail(person, "deux@exemple.quebec")
    elsewhere = fail(person, "trois", "/inscription")

    assert 'value="un@exemple.quebec"' in person.get(first).text
    assert 'value="deux@exemple.quebec"' in person.get(second).text
    assert 'value="trois"' in person.get(elsewhere).text


@on_one_database
def test_an_attempt_is_of_its_page_its_browser_and_ten_minutes(
    person: Person, neighbour: Person, clock: TestClock
) -> None:
    failed = fail(person, "un@exemple.quebec")
    query = urlsplit(failed).query

    neighbour.open("/connexion")
    assert "un@exemple.quebec" not in neighbour.get(failed).text
    assert "un@exemple.quebec" not in person.get(f"/inscription?{query}").text
    clock.advance(10 * MINUTE)
    late = person.get(failed)
    assert late.status_code == 200
    assert "un@exemple.quebec" not in late.text


@on_one_database
def test_who_signs_in_next_does_not_see_what_was_typed_before(
    person: Person, parent: Parent
) -> None:
    failed = fail(person, "un@exemple.quebec", "/aide")
    person.sign_in(parent.address, parent.password)

    assert "un@exemple.quebec" not in person.get(failed).text


@on_one_database
def test_a_browser_that_keeps_failing_keeps_the_newest_in_a_cookie_that_fits(
    person: Person,
) -> None:
    failed = [fail(person, f"{number}@exemple.quebec") for number in range(40)]

    kept = person.client.get_cookie("parvis-kept-forms", domain=HOST)
    assert kept is not None
    assert len(kept.value) <= 3_800
    assert 'value="39@exemple.quebec"' in person.get(failed[-1]).text
    assert person.get(failed[0]).status_code == 200


@on_one_database
def test_a_long_form_is_shown_at_once(person: Person) -> None:
    form = person.open("/aide").form()

    shown = person.post("/aide", data=form | {"message": " " * 3_000, "child_name": "Léa"})

    assert shown.status_code == 422
    assert 'value="Léa"' in shown.text


@on_one_database
def test_the_language_changes_and_what_failed_stays(person: Person) -> None:
    failed = fail(person, "un@exemple.quebec")
    text = person.open(failed).text
    back = re.search('name="back" value="([^"]+)"', text)
    assert back is not None

    person.send("/langue", lang="en", back=back[1])

    assert 'lang="en' in person.text
    assert "PRV-SIGN-IN-WRONG" in person.text
    assert 'value="un@exemple.quebec"' in person.text


@on_one_database
def test_the_address_of_a_wrong_code_still_names_its_proof(person: Person) -> None:
    person.open("/inscription").send(address=ADDRESS)
    person.send(code="0000 0000")

    assert "PRV-CODE-WRONG" in person.codes
    assert {"proof", "essai"} <= set(parse_qs(urlsplit(person.where).query))
    assert person.send(code=person.email_code).path == "/nouveau-mot-de-passe"


@on_one_database
def test_a_browser_without_cookies_is_told_so(person: Person) -> None:
    failed = fail(person, "un@exemple.quebec")
    person.client.delete_cookie("parvis-browser", domain=HOST)
    person.client.delete_cookie("parvis-kept-forms", domain=HOST)

    assert "PRV-COOKIES-REFUSED" in person.get(failed).text


@on_one_database
def test_an_old_address_accuses_no_browser_of_refusing_cookies(
    person: Person, neighbour: Person, clock: TestClock
) -> None:
    failed = fail(person, "un@exemple.quebec")
    clock.advance(2 * MINUTE)

    assert "PRV-COOKIES-REFUSED" not in neighbour.get(failed).text
