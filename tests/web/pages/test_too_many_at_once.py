"""When too many sign in at once: who is turned away waits on a page, and types nothing again."""

from io import BytesIO

from idp.clock import MINUTE
from idp.wiring import Provider
from tests.conftest import Parent, TestClock
from tests.journeys.people import ADDRESS, PASSWORD
from tests.web.pages.person import Person

COOKIE = "parvis-form"


def fill(provider: Provider) -> None:
    """Let every thread that may work on passwords do so."""
    while provider.shares.hashing.take():
        pass


def empty(provider: Provider) -> None:
    for _ in range(provider.shares.hashing.places):
        provider.shares.hashing.leave()


def test_who_waits_comes_in_without_typing_again(
    person: Person, parent: Parent, journey: str, clock: TestClock
) -> None:
    fill(person.provider)
    person.sign_in(parent.address, parent.password, journey=journey)

    for _ in range(3):
        assert person.shown.status_code == 503
        seconds, _, address = person.shown.headers["Refresh"].partition("; url=")
        assert address == f"/attente?journey={journey}"
        # One second, up to one more by chance, and half the turns of those before.
        assert 1 <= float(seconds) <= int(person.shown.headers["Retry-After"]) <= 3
        assert f'href="{address}"' in person.text
        assert "elle réessaie d’elle-même" in person.text
        clock.advance(3)
        person.open(address)

    empty(person.provider)
    clock.advance(3)
    person.open(f"/attente?journey={journey}")
    assert person.path == "/enfant"
    assert person.client.get_cookie(COOKIE, domain="127.0.0.1") is None


def test_who_has_waited_comes_before_a_crowd_that_came_later(
    person: Person, neighbour: Person, parent: Parent, clock: TestClock
) -> None:
    fill(person.provider)
    person.sign_in(parent.address, parent.password)
    crowd = neighbour.open("/connexion").form()
    del crowd["envoi"]  # each is another form
    for _ in range(150):
        typed = {"address": parent.address, "password": parent.password}
        assert neighbour.post("/connexion", data=crowd | typed).headers["Location"] == "/attente"
    person.provider.shares.hashing.leave()
    clock.advance(10)
    neighbour.sign_in(parent.address, parent.password)
    assert neighbour.shown.status_code == 503
    assert person.open("/attente").path == "/compte"


def test_what_was_typed_is_in_no_page_and_in_no_cookie_that_can_be_read(
    person: Person, parent: Parent
) -> None:
    person.open("/connexion")
    fill(person.provider)
    typed = {"address": parent.address, "password": parent.password}
    sent = person.post("/connexion", data=person.form() | typed)
    person.open(sent.headers["Location"])

    assert parent.password not in person.text
    assert parent.address not in person.text
    kept = next(each for each in sent.headers.getlist("Set-Cookie") if COOKIE in each)
    assert parent.password not in kept
    assert "HttpOnly" in kept
    assert "Max-Age" not in kept  # it ends with the browser's session
    assert person.shown.headers["Cache-Control"] == "no-store"


def test_a_wrong_password_is_told_when_its_turn_has_come(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    fill(person.provider)
    person.sign_in(parent.address, "not the password")
    empty(person.provider)
    clock.advance(3)
    person.open("/attente")

    assert person.codes == ["PRV-SIGN-IN-WRONG"]
    assert f'value="{parent.address}"' in person.text
    assert person.open("/attente").path == "/connexion"  # it was tried once


def test_who_is_turned_away_has_tried_nothing(person: Person, parent: Parent) -> None:
    fill(person.provider)
    for _ in range(12):
        person.sign_in(parent.address, parent.password)
        assert person.shown.status_code == 503
    empty(person.provider)
    person.sign_in(parent.address, parent.password)
    assert person.path == "/compte"


def test_another_browser_cannot_send_it(person: Person, neighbour: Person, parent: Parent) -> None:
    fill(person.provider)
    person.sign_in(parent.address, parent.password)
    empty(person.provider)
    cookie = person.client.get_cookie(COOKIE, domain="127.0.0.1")
    assert cookie is not None
    neighbour.open("/connexion")
    for value in (cookie.value, cookie.value[:-4], "AAAA", "_", "-"):
        neighbour.client.set_cookie(COOKIE, value, domain="127.0.0.1")
        assert neighbour.open("/attente").path == "/connexion"
    assert neighbour.codes == []


def test_a_form_is_held_for_ten_minutes(person: Person, parent: Parent, clock: TestClock) -> None:
    fill(person.provider)
    person.sign_in(parent.address, parent.password)
    clock.advance(10 * MINUTE - 1)
    assert "Refresh" in person.open("/attente").shown.headers
    clock.advance(1)
    empty(person.provider)
    assert person.open("/attente").path == "/connexion"


def test_a_new_password_waits_as_well(person: Person, clock: TestClock) -> None:
    person.open("/inscription").send(address=ADDRESS).send(code=person.email_code)
    fill(person.provider)
    person.send(password=PASSWORD)
    assert person.shown.status_code == 503
    empty(person.provider)
    clock.advance(3)
    assert person.open("/attente").path == "/compte"


def test_who_comes_too_early_waits_on_and_takes_no_turn(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    fill(person.provider)
    person.sign_in(parent.address, parent.password)
    empty(person.provider)
    assert person.open("/attente").shown.status_code == 503
    clock.advance(3)
    assert person.open("/attente").path == "/compte"


def test_a_script_that_asks_is_told_to_come_again_and_nothing_is_held(
    person: Person, parent: Parent
) -> None:
    person.open("/connexion")
    fill(person.provider)
    typed = {"address": parent.address, "password": parent.password}
    answer = person.post(
        "/connexion", data=person.form() | typed, headers={"Sec-Fetch-Dest": "empty"}
    )
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_what_is_too_long_for_a_cookie_comes_back_as_the_form(
    person: Person, parent: Parent
) -> None:
    fill(person.provider)
    person.open("/connexion").send(address=parent.address, password="x" * 250, more="y" * 4_000)
    assert person.shown.status_code == 503
    assert person.codes == ["PRV-BUSY"]
    assert f'value="{parent.address}"' in person.text
    assert "Refresh" not in person.shown.headers


def test_long_bodies_are_read_by_few_threads(person: Person) -> None:
    person.open("/aide")
    picture = b"\x89PNG" + bytes(100_000)
    with person.provider.shares.bodies.taken():
        while person.provider.shares.bodies.take():
            pass
        answer = person.post("/aide", data=person.form() | {"screenshot": (BytesIO(picture), "a")})
        assert answer.status_code == 503
        assert "Retry-After" in answer.headers
        assert person.open("/aide").send(message="court").shown.status_code != 503
