"""A lost cookie, the back button, a second tab, an idle hour, a form that grew old."""

from idp.app import create_app
from idp.clock import HOUR
from idp.wiring import build
from tests.accounts.letters import deliver_everything
from tests.conftest import Parent, TestClock
from tests.journeys.people import ADDRESS, PASSWORD
from tests.web.conftest import begin_journey
from tests.web.pages.person import Person


def _lose_cookies(person: Person) -> None:
    for name in ("browser", "session", "language"):
        person.client.delete_cookie(f"parvis-{name}", domain="127.0.0.1")


def test_a_form_that_grew_old_comes_back_with_what_was_typed(
    person: Person, parent: Parent, journey: str
) -> None:
    person.open(f"/connexion?journey={journey}")
    _lose_cookies(person)

    person.send(address=parent.address, password=parent.password, remember="1")

    assert person.codes == ["PRV-FORM-STALE"]
    assert f'value="{parent.address}"' in person.text
    assert " checked" in person.text
    assert parent.password not in person.text
    person.send(address=parent.address, password=parent.password)
    assert person.path == "/enfant"


def test_a_lost_cookie_before_the_code_leads_to_the_address_which_is_kept(
    person: Person, journey: str
) -> None:
    person.open(f"/inscription?journey={journey}").send(address=ADDRESS)
    code = person.email_code
    _lose_cookies(person)

    person.send(code=code)

    assert person.codes[0] in {"PRV-PROOF-GONE", "PRV-FORM-STALE"}
    assert f'value="{ADDRESS}"' in person.text
    person.send("/inscription", address=ADDRESS)
    person.send(code=person.email_code).send(password=PASSWORD)
    assert person.path == "/enfant"


def test_the_back_button_to_a_code_that_was_right_goes_on(person: Person) -> None:
    person.open("/inscription").send(address=ADDRESS)
    code_page, form = person.where, person.form()
    person.send(code=person.email_code)
    assert person.path == "/nouveau-mot-de-passe"

    assert person.open(code_page).path == "/nouveau-mot-de-passe"
    person.post(code_page, data=form | {"code": "1234 5678"})
    assert person.open(code_page).send(password=PASSWORD).path == "/compte"


def test_the_back_button_after_signing_up_goes_on(person: Person, journey: str) -> None:
    person.open(f"/inscription?journey={journey}").send(address=ADDRESS)
    code_page = person.where
    person.send(code=person.email_code)
    password_page = person.where
    person.send(password=PASSWORD)

    assert person.open(code_page).path == "/enfant"
    assert person.open(password_page).path == "/enfant"


def test_two_tabs_are_two_journeys_and_both_arrive(
    person: Person, parent: Parent, journey: str
) -> None:
    other = begin_journey(person)
    first = person.open(f"/connexion?journey={journey}").form()
    person.open(f"/connexion?journey={other}").send(
        address=parent.address, password=parent.password
    )
    assert f"journey={other}" in person.where

    typed = {"address": parent.address, "password": parent.password}
    person.where = person.post("/connexion", data=first | typed).headers["Location"]

    assert f"journey={journey}" in person.where


def test_an_idle_hour_loses_nothing(person: Person, clock: TestClock, journey: str) -> None:
    person.open(f"/inscription?journey={journey}").send(address=ADDRESS)
    code = person.email_code
    deliver_everything(person.provider)
    clock.advance(HOUR)

    person.send(code=code)
    assert person.codes == ["PRV-CODE-EXPIRED"]
    person.send(action="resend")
    person.send(code=person.email_code)
    clock.advance(HOUR)
    assert person.send(password=PASSWORD).path == "/enfant"


def test_a_restart_loses_nothing(person: Person, clock: TestClock, journey: str) -> None:
    person.open(f"/inscription?journey={journey}").send(address=ADDRESS)
    restarted = build(person.provider.settings, clock)
    again = Person(create_app(restarted), restarted)
    for name in ("parvis-browser", "parvis-session"):
        cookie = person.client.get_cookie(name, domain="127.0.0.1")
        if cookie is not None:
            again.client.set_cookie(name, cookie.value, domain="127.0.0.1")
    again.open(person.where)

    again.send(code=again.email_code).send(password=PASSWORD)

    assert again.path == "/enfant"
    restarted.database.close()


def test_an_expired_journey_gives_a_page_with_a_way_on(
    person: Person, clock: TestClock, journey: str
) -> None:
    person.open(f"/connexion?journey={journey}")
    clock.advance(25 * HOUR)

    person.open(f"/connexion?journey={journey}")

    assert "PRV-JOURNEY-GONE" in person.codes
    assert 'href="https://portal.example.org/"' in person.text


def test_a_journey_that_never_was_gives_a_page_with_help(person: Person) -> None:
    person.open("/connexion?journey=unknown")

    assert person.shown.status_code == 400
    assert 'href="/aide' in person.text


def test_opening_a_page_changes_nothing(person: Person, parent: Parent, journey: str) -> None:
    person.sign_in(parent.address, parent.password)
    for path in (
        "/deconnexion",
        f"/acces?journey={journey}",
        "/langue?lang=en",
        "/compte/sessions",
    ):
        person.open(path)
        person.client.head(path, base_url=person.provider.settings.server.issuer)

    assert person.open("/compte").path == "/compte"
    assert 'lang="fr-CA"' in person.text
