"""Signing in, signing up and recovering, page by page; nothing typed is lost on the way."""

import re

from tests.accounts.letters import codes_in_outbox
from tests.conftest import Parent, Portal, TestClock
from tests.journeys.people import ADDRESS, NEW_PASSWORD, PASSWORD
from tests.web.conftest import begin_journey
from tests.web.pages.person import Person

AGAIN = "Le portail demande que vous vous connectiez de nouveau"


def _without_what_always_differs(page: str) -> str:
    return re.sub(r'(nonce|value|href|action)="[^"]*"|nonce-[\w-]+', "", page)


def test_signing_in_leads_back_to_the_portal_s_journey(
    person: Person, parent: Parent, journey: str
) -> None:
    person.sign_in(parent.address, parent.password, journey=journey)

    assert person.path == "/enfant"
    assert f"journey={journey}" in person.where


def test_signing_in_without_a_portal_leads_to_the_account(person: Person, parent: Parent) -> None:
    assert person.sign_in(parent.address, parent.password).path == "/compte"


def test_the_page_names_the_portal(person: Person, journey: str) -> None:
    page = person.open(f"/connexion?journey={journey}").text

    assert "Portail des Érables" in page
    assert AGAIN not in page
    assert "portal.example.org" in page


def test_a_wrong_password_keeps_the_address_and_never_the_password(
    person: Person, parent: Parent
) -> None:
    person.sign_in(parent.address, "pas le bon mot de passe")

    assert person.shown.status_code == 422
    assert person.codes == ["PRV-SIGN-IN-WRONG"]
    assert f'value="{parent.address}"' in person.text
    assert "pas le bon mot de passe" not in person.text


def test_an_unknown_address_gets_the_very_same_page(
    person: Person, neighbour: Person, parent: Parent
) -> None:
    known = person.sign_in(parent.address, "pas le bon mot de passe")
    unknown = neighbour.sign_in("inconnue@exemple.quebec", "pas le bon mot de passe")

    assert known.shown.status_code == unknown.shown.status_code
    assert _without_what_always_differs(known.text) == _without_what_always_differs(unknown.text)
    assert [name for name, _ in known.shown.headers] == [name for name, _ in unknown.shown.headers]


def test_too_many_wrong_passwords_say_when_to_come_back(person: Person, parent: Parent) -> None:
    for _ in range(11):
        person.sign_in(parent.address, "pas le bon mot de passe")

    assert person.shown.status_code == 429
    assert int(person.shown.headers["Retry-After"]) % 60 == 0


def test_whoever_is_signed_in_goes_on_from_the_sign_in_page(
    person: Person, parent: Parent, journey: str
) -> None:
    person.sign_in(parent.address, parent.password)

    assert person.open(f"/connexion?journey={journey}").path == "/enfant"


def test_an_account_is_made_by_address_code_and_password(person: Person, journey: str) -> None:
    person.sign_up(ADDRESS, PASSWORD, journey=journey)

    assert person.path == "/enfant"
    assert ADDRESS in person.text


def test_a_pasted_code_is_cleaned(person: Person) -> None:
    person.open("/inscription").send(address=ADDRESS)

    person.send(code=f"\u00a0 {person.email_code.replace(' ', ' - ')} \u200b")

    assert person.path == "/nouveau-mot-de-passe"


def test_a_wrong_code_says_how_many_tries_are_left(person: Person) -> None:
    person.open("/inscription").send(address=ADDRESS)
    wrong = "0000 0000" if person.email_code != "0000 0000" else "1111 1111"

    person.send(code=wrong)

    assert person.codes == ["PRV-CODE-WRONG"]
    assert "4\u00a0essais" in person.text or "4 essais" in person.text
    assert person.send(code=person.email_code).path == "/nouveau-mot-de-passe"


def test_a_password_that_is_only_weighed_is_not_kept(person: Person) -> None:
    person.open("/inscription").send(address=ADDRESS)
    person.send(code=person.email_code)

    assert person.send(password="motdepasse123", action="check_password").codes == [
        "PRV-PASSWORD-COMMON"
    ]
    assert person.send(password=PASSWORD, action="check_password").codes == []
    assert person.path == "/nouveau-mot-de-passe"

    assert person.send(password=PASSWORD).path == "/compte"


def test_another_code_may_be_asked_for_after_a_while(person: Person, clock: TestClock) -> None:
    person.open("/inscription").send(address=ADDRESS)
    assert person.send(action="resend").codes == ["PRV-CODE-WAIT"]

    clock.advance(31)

    assert person.send(action="resend").codes == []
    assert person.path == "/code"
    assert person.send(code=person.email_code).path == "/nouveau-mot-de-passe"


def test_the_address_is_corrected_without_starting_over(person: Person, journey: str) -> None:
    person.open(f"/inscription?journey={journey}").send(address="mari@exemple.quebec")
    correct = re.search(r'href="(/inscription[^"]*)"', person.text)
    assert correct is not None

    person.open(correct[1].replace("&amp;", "&"))

    assert 'value="mari@exemple.quebec"' in person.text
    person.send(address=ADDRESS)
    assert ADDRESS in person.text
    assert person.send(code=person.email_code).path == "/nouveau-mot-de-passe"
    assert f"journey={journey}" in person.where


def test_an_address_that_was_right_after_all_needs_no_second_message(person: Person) -> None:
    person.open("/inscription").send(address=ADDRESS)
    sent = person.email_code
    correct = re.search(r'href="(/inscription[^"]*)"', person.text)
    assert correct is not None

    person.open(correct[1].replace("&amp;", "&")).send(address=ADDRESS)

    assert person.email_code == sent
    assert person.send(code=sent).path == "/nouveau-mot-de-passe"


def test_an_address_that_has_an_account_is_told_so_only_after_the_code(
    person: Person, neighbour: Person, parent: Parent
) -> None:
    known = person.open("/inscription").send(address=parent.address)
    unknown = neighbour.open("/inscription").send(address="inconnue@exemple.quebec")
    assert _without_what_always_differs(known.text).replace(
        parent.address, ""
    ) == _without_what_always_differs(unknown.text).replace("inconnue@exemple.quebec", "")

    assert person.send(code=codes_in_outbox(person.provider)[0]).path == "/compte-existant"


def test_an_existing_account_gets_a_new_password_on_the_spot(
    person: Person, parent: Parent, journey: str
) -> None:
    person.open(f"/inscription?journey={journey}").send(address=parent.address)
    person.send(code=person.email_code)
    new_password = re.search(r'href="(/nouveau-mot-de-passe[^"]*)"', person.text)
    assert new_password is not None

    person.open(new_password[1].replace("&amp;", "&")).send(password=NEW_PASSWORD)

    assert person.path == "/enfant"


def test_an_existing_account_signs_in_with_its_address_filled_in(
    person: Person, parent: Parent
) -> None:
    person.open("/inscription").send(address=parent.address)
    person.send(code=person.email_code)
    sign_in = re.search(r'href="(/connexion[^"]*)"', person.text)
    assert sign_in is not None

    person.open(sign_in[1].replace("&amp;", "&"))

    assert f'value="{parent.address}"' in person.text


def test_a_forgotten_password_is_replaced_and_others_are_signed_out(
    person: Person, neighbour: Person, parent: Parent
) -> None:
    neighbour.sign_in(parent.address, parent.password)

    person.open("/mot-de-passe-oublie").send(address=parent.address)
    person.send(code=person.email_code).send(password=NEW_PASSWORD)

    assert person.path == "/compte"
    assert neighbour.open("/compte").path == "/connexion"


def test_recovering_an_address_without_account_makes_one_with_the_same_code(
    person: Person,
) -> None:
    person.open("/mot-de-passe-oublie").send(address=ADDRESS)
    person.send(code=person.email_code)
    assert person.path == "/compte-absent"
    create = re.search(r'href="(/nouveau-mot-de-passe[^"]*)"', person.text)
    assert create is not None

    person.open(create[1].replace("&amp;", "&")).send(password=PASSWORD)

    assert person.path == "/compte"


def test_a_refused_password_says_why_and_is_not_repeated(person: Person) -> None:
    person.open("/inscription").send(address=ADDRESS)
    person.send(code=person.email_code).send(password="motdepasse12")

    assert person.shown.status_code == 422
    assert person.codes[0].startswith("PRV-PASSWORD")
    assert "motdepasse12" not in person.text
    assert person.send(password=PASSWORD).path == "/compte"


def test_the_password_page_needs_the_code_first(person: Person) -> None:
    person.open("/inscription").send(address=ADDRESS)
    proof = person.form()["proof"]

    assert person.open(f"/nouveau-mot-de-passe?proof={proof}").path == "/code"


def test_a_code_for_another_address_of_an_account_opens_no_account(
    person: Person, neighbour: Person, parent: Parent
) -> None:
    person.sign_up(ADDRESS, PASSWORD)
    person.open("/compte/adresses").send(address=parent.address, action="add")
    assert person.path == "/code", person.text
    form, code = person.form(), person.email_code
    person.post("/code", data=form | {"code": code})

    response = person.post("/nouveau-mot-de-passe", data=form | {"password": NEW_PASSWORD})

    assert "session" not in response.headers.get("Set-Cookie", "")
    assert neighbour.sign_in(parent.address, parent.password).path == "/compte"


def test_leading_back_to_another_site_is_refused(person: Person, parent: Parent) -> None:
    for elsewhere in ("//evil.example", "https://evil.example/", "/\\evil.example", "/authorize"):
        person.client.delete_cookie("parvis-session", domain="127.0.0.1")
        person.sign_in(parent.address, parent.password, return_to=elsewhere)
        assert person.path == "/compte"


def test_a_portal_that_asks_for_a_new_sign_in_gets_one(
    person: Person, parent: Parent, portal: Portal, clock: TestClock
) -> None:
    assert portal.client.id == "portal"
    person.sign_in(parent.address, parent.password)
    clock.advance(1)
    journey = begin_journey(person, prompt="login", scope="openid")

    person.open(f"/connexion?journey={journey}")
    assert person.path == "/connexion"
    assert AGAIN in person.text
    person.send(address=parent.address, password="wrong")
    assert AGAIN in person.text
    person.send(address=parent.address, password=parent.password)

    assert person.shown.headers["Location"].startswith("https://portal.example.org/cb?")
