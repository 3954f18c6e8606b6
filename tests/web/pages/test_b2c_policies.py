"""The policies of Azure AD B2C, each the journey that its name promised a portal."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from msgspec.structs import replace

from idp.clients import MatchPolicy
from idp.clients.b2c_policy import B2CPolicy, PolicyJourney
from tests.conftest import Parent, Portal, register
from tests.web.pages.person import Person

TENANT = "board.onmicrosoft.com"
SIGN_IN, RESET, EDIT, SIGN_UP = "B2C_1_SignIn", "B2C_1_Reset", "B2C_1_Edit", "B2C_1_SignUp"
EMBEDDED = "B2C_1_Embedded"
BACK = "https://portal.example.org/cb"


@pytest.fixture
def old(portal: Portal, person: Person) -> Portal:
    """A portal with a policy of each kind."""
    policies = (
        B2CPolicy(SIGN_IN, reports_forgotten_password=True),
        B2CPolicy(RESET, PolicyJourney.RESET_PASSWORD),
        B2CPolicy(EDIT, PolicyJourney.EDIT_PROFILE),
        B2CPolicy(SIGN_UP, PolicyJourney.SIGN_UP),
    )
    client = replace(
        portal.client,
        policies=policies,
        aliases=tuple(f"{TENANT}/{each}" for each in (SIGN_IN, RESET, EDIT, SIGN_UP, EMBEDDED)),
        match_policy=MatchPolicy.INFORM,
    )
    return register(person.provider, client)


def come(person: Person, policy: str, **changes: str) -> Person:
    """Come from the portal by the address of `policy`."""
    asked = {
        "client_id": "portal",
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid email",
        "state": "a-state",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
        **changes,
    }
    return person.open(f"/{TENANT}/{policy}/oauth2/v2.0/authorize?{urlencode(asked)}")


def answer(person: Person) -> dict[str, str]:
    """Return what the portal was answered."""
    where = person.shown.headers["Location"]
    assert where.startswith(BACK), where
    return dict(parse_qsl(urlsplit(where).query))


@pytest.mark.usefixtures("old")
def test_who_forgot_the_password_goes_back_to_a_portal_that_waits_for_it(
    person: Person, parent: Parent
) -> None:
    assert come(person, SIGN_IN).path == "/connexion"
    person.send(to="/mot-de-passe-oublie", action="forgotten", address=parent.address)
    said = answer(person)
    assert said["error"] == "access_denied"
    assert said["error_description"].startswith("AADB2C90118: ")
    assert said["state"] == "a-state"


@pytest.mark.usefixtures("old")
def test_who_forgot_the_password_sets_a_new_one_on_the_spot_where_nobody_waits(
    person: Person, parent: Parent
) -> None:
    come(person, EMBEDDED)
    person.send(to="/mot-de-passe-oublie", action="forgotten", address=parent.address)
    assert person.path == "/code"


@pytest.mark.usefixtures("old")
def test_who_cancels_is_told_to_the_portal_in_the_words_of_b2c(person: Person) -> None:
    for policy in (SIGN_IN, RESET, SIGN_UP):
        come(person, policy).send(to="/annuler")
        said = answer(person)
        assert said["error"] == "access_denied"
        assert said["error_description"].startswith("AADB2C90091: ")


@pytest.mark.usefixtures("old")
def test_a_policy_to_reset_the_password_ends_signed_in_at_the_portal(
    person: Person, parent: Parent
) -> None:
    come(person, RESET, login_hint=parent.address)
    assert person.path == "/mot-de-passe-oublie"
    assert f'value="{parent.address}"' in person.text
    person.send(address=parent.address).send(code=person.email_code)
    person.send(password="mille-oies-blanches-volent")
    while "Location" not in person.shown.headers:
        person.open(f"/continuer?journey={person.form()['journey']}")
    assert "code" in answer(person)


@pytest.mark.usefixtures("old")
def test_a_policy_to_reset_the_password_asks_for_it_though_one_is_signed_in(
    person: Person, parent: Parent
) -> None:
    person.sign_in(parent.address, parent.password)
    assert come(person, RESET).path == "/mot-de-passe-oublie"
    assert person.open(f"/continuer?{urlsplit(person.where).query}").path == "/mot-de-passe-oublie"
    # Who remembers it after all signs in, by the link of that page.
    person.open(f"/connexion?{urlsplit(person.where).query}")
    assert person.path == "/connexion"
    person.send(address=parent.address, password=parent.password)
    assert "code" in answer(person)


@pytest.mark.usefixtures("old")
def test_a_policy_to_edit_the_profile_keeps_it_and_goes_back(
    person: Person, parent: Parent
) -> None:
    assert come(person, EDIT).path == "/connexion"
    person.send(address=parent.address, password=parent.password)
    assert person.path == "/compte/renseignements"
    person.send(given_name="Marie", phone_number="1")
    assert person.path == "/compte/renseignements"
    assert "PRV-" not in person.shown.headers.get("Location", "")
    person.send(given_name="Marie", family_name="Roy")
    assert "code" in answer(person)
    assert 'value="Roy"' in person.open("/compte/renseignements").text


@pytest.mark.usefixtures("old")
def test_a_policy_to_edit_the_profile_reuses_the_session_and_can_be_cancelled(
    person: Person, parent: Parent
) -> None:
    person.sign_in(parent.address, parent.password)
    assert come(person, EDIT).path == "/compte/renseignements"
    assert "sans me connecter" not in person.text
    person.send(to="/annuler")
    assert answer(person)["error_description"].startswith("AADB2C90091: ")
    # The second time as well: nothing of the first is kept.
    assert come(person, EDIT).path == "/compte/renseignements"


@pytest.mark.usefixtures("old")
def test_a_policy_to_sign_up_begins_with_a_new_account(person: Person) -> None:
    assert come(person, SIGN_UP).path == "/inscription"


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize("policy", [SIGN_IN, RESET, EDIT, SIGN_UP])
def test_nobody_is_asked_anything_in_silence(person: Person, policy: str) -> None:
    said = answer(come(person, policy, prompt="none"))
    assert said["error"] == "interaction_required"
    assert said["error_description"].startswith("AADB2C90077: ")


@pytest.mark.usefixtures("old")
def test_the_details_of_an_account_are_nobody_elses_business_outside_of_that_policy(
    person: Person, parent: Parent
) -> None:
    person.sign_in(parent.address, parent.password)
    come(person, EMBEDDED, prompt="login")
    where = person.open(f"/compte/renseignements?{urlsplit(person.where).query}")
    assert where.path == "/compte/renseignements"
    assert "/annuler" not in person.text
    assert person.send(given_name="Marie").path == "/compte"
