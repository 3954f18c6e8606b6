"""An intruder's requests that are under way while they are thrown out: none of them counts."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from idp.administration.administrators.actions import AdministratorActions, InviteAnew
from idp.administration.people.helping import PeopleHelping
from idp.administration.people.reason import SupportReason, Who
from idp.protocol.errors import InvalidGrantError
from idp.wiring import Provider
from tests.administration.actors import EVERYBODY
from tests.authenticators.device import Device, Lies
from tests.between import before_write
from tests.conftest import Parent
from tests.relying_party import RelyingParty
from tests.web.admin.conftest import MakeColleague, make_colleague
from tests.web.authenticating.conftest import (
    ISSUER,
    answer,
    asked,
    provider,
    thief,
)
from tests.web.conftest import neighbour, person
from tests.web.pages.person import Person

__all__ = ["make_colleague", "neighbour", "person", "provider", "thief"]
NEW = "un violon dort sous la neige"
THIEFS = "le voleur boit du lait chaud"
Recover = Callable[[], Person]


@pytest.fixture
def recover(person: Person, parent: Parent) -> Recover:
    """What the owner does meanwhile."""

    def act() -> Person:
        person.open("/mot-de-passe-oublie").send(address=parent.address)
        return person.send(code=person.email_code).send(password=NEW)

    return act


def is_in(somebody: Person) -> bool:
    return somebody.open("/compte/sessions").path != "/connexion"


@pytest.mark.parametrize("number", [1, 2])
def test_the_old_password_opens_nothing(
    thief: Person, parent: Parent, recover: Recover, number: int
) -> None:
    thief.open("/connexion")
    with before_write(thief.provider, number, recover) as ran:
        thief.send(address=parent.address, password=parent.password)
    assert ran
    assert thief.codes == ["PRV-SIGN-IN-WRONG"]
    assert not is_in(thief)


def test_an_authorization_gives_no_token(
    thief: Person, parent: Parent, recover: Recover, relying_party: RelyingParty
) -> None:
    thief.sign_in(parent.address, parent.password)
    with before_write(thief.provider, 1, recover) as ran:
        answered = thief.get(f"/authorize?{urlencode(relying_party.asks)}")
    assert ran
    assert answered.headers["Location"].startswith("/connexion?journey=")
    with before_write(thief.provider, 1, recover):
        silent = thief.get(f"/authorize?{urlencode({**relying_party.asks, 'prompt': 'none'})}")
    assert "error=login_required" in silent.headers["Location"]


def test_a_code_given_right_before_is_worth_nothing(
    thief: Person, parent: Parent, recover: Recover, relying_party: RelyingParty
) -> None:
    thief.sign_in(parent.address, parent.password)
    answered = thief.get(f"/authorize?{urlencode(relying_party.asks)}")
    code = parse_qs(urlsplit(answered.headers["Location"]).query)["code"][0]
    recover()
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(code)


@pytest.mark.parametrize("number", [1, 2])
def test_the_recovered_password_is_not_replaced(
    person: Person, thief: Person, parent: Parent, recover: Recover, number: int
) -> None:
    thief.sign_in(parent.address, parent.password).open("/compte/mot-de-passe")
    with before_write(thief.provider, number, recover) as ran:
        thief.send(current_password=parent.password, password=THIEFS)
    assert ran
    assert Person(person.app, person.provider).sign_in(parent.address, NEW).path == "/compte"


def test_two_changes_of_one_password_make_one(
    thief: Person, person: Person, parent: Parent
) -> None:
    """The second one names a password that is none any more."""
    for each in (thief, person):
        each.sign_in(parent.address, parent.password).open("/compte/mot-de-passe")

    def change() -> None:
        person.send(current_password=parent.password, password=NEW)

    with before_write(thief.provider, 2, change) as ran:
        thief.send(current_password=parent.password, password=THIEFS)
    assert ran
    assert Person(person.app, person.provider).sign_in(parent.address, NEW).path == "/compte"


def test_what_was_open_does_not_come_back_with_an_account_that_is_enabled(
    provider: Provider, thief: Person, parent: Parent, relying_party: RelyingParty
) -> None:
    thief.sign_in(parent.address, parent.password)
    renewable = relying_party.tokens()["refresh_token"]
    waiting = Person(thief.app, provider)
    waiting.open("/mot-de-passe-oublie").send(address=parent.address)
    proof, code = waiting.form()["proof"], waiting.email_code
    who = Who(who=parent.account.id, reason=SupportReason.SECURITY)
    provider.administration.actions.do(EVERYBODY, PeopleHelping.disable, who)
    provider.administration.actions.do(EVERYBODY, PeopleHelping.enable, who)
    assert not is_in(thief)
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(renewable)
    waiting.send("/code", proof=proof, action="check", code=code)
    assert waiting.codes == ["PRV-PROOF-GONE"]


def test_signing_out_everywhere_ends_what_was_granted_to_last(
    provider: Provider, parent: Parent, relying_party: RelyingParty
) -> None:
    renewable = relying_party.tokens(scope="openid offline_access")["refresh_token"]
    who = Who(who=parent.account.id, reason=SupportReason.SECURITY)
    provider.administration.actions.do(EVERYBODY, PeopleHelping.end_sessions, who)
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(renewable)


def test_an_administrator_who_is_reset_adds_no_passkey(
    provider: Provider, person: Person, make_colleague: MakeColleague
) -> None:
    victim = make_colleague("owner", name="vera")
    cookie = victim.browser.get_cookie("parvis-admin", domain="127.0.0.1")
    assert cookie is not None
    intruder = Person(person.app, provider)
    intruder.client.set_cookie("parvis-admin", cookie.value, domain="localhost")
    device = Device()
    challenge, options = asked(intruder.open("/admin/moi"))
    response = device.create(options, Lies(origin=ISSUER))

    def reset() -> None:
        which = InviteAnew(id=victim.id)
        provider.administration.actions.do(EVERYBODY, AdministratorActions.reset, which)

    with before_write(provider, 1, reset) as ran:
        intruder.send(action="passkey", challenge=challenge, response=response, label="x")
    assert ran
    again = Person(person.app, provider).open("/admin/connexion")
    answer(again, device)
    assert again.open("/admin/administrateurs").path == "/admin/connexion"
