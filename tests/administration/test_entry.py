"""How administrators come in: each way, once; and what does not let anybody in."""

from collections.abc import Callable
from functools import partial

import pytest

from idp.administration.actor import EVERY_ROLE, Actor, Role
from idp.administration.administrators.actions import Invite, InviteAnew, Which
from idp.administration.administrators.entry import Caller, CameIn
from idp.administrators import AdministratorId, AdministratorSession
from idp.authenticators import Holder, PasskeyAnswer, Realm
from idp.authenticators.time_steps import STEP_SECONDS, code_of
from idp.clock import MINUTE
from idp.errors import PersonError, Refused
from idp.normalisation.address import parse_address
from idp.wiring import Provider
from tests.administration.actors import shown_uri
from tests.authenticators.conftest import provider
from tests.authenticators.device import Device
from tests.conftest import TestClock, make_parent

__all__ = ["provider"]

CALLER = Caller(browser="a-browser", network="192.0.2.0/24", token=None)
SHELL = Actor(name="admin:root", roles=EVERY_ROLE, is_fresh=True)
ADDRESS, PASSWORD = "anne@exemple.quebec", "quatre-martins-pêcheurs"


def invite(provider: Provider) -> tuple[AdministratorId, str]:
    """Return the id of a new owner and the token of the invitation."""
    asked = Invite(name="Anne", address=ADDRESS, roles=(Role.OWNER,))
    invited = provider.administration.administrators.bootstrap(SHELL, asked)
    return invited.id, shown_uri(invited).partition("token=")[2]


def by_passkey(provider: Provider, token: str, device: Device) -> CameIn:
    entry = provider.administration.entry
    challenge = entry.passkey_to_make(CALLER, token)
    answer = device.create(challenge.options)
    return entry.accept_with_passkey(CALLER, token, challenge.id, answer, "Clé")


def by_app(provider: Provider, token: str) -> tuple[CameIn, str]:
    secret = provider.administration.entry.app_to_read(token).secret
    code = code_now(provider, secret)
    return provider.administration.entry.accept_with_app(CALLER, token, PASSWORD, code), secret


def code_now(provider: Provider, secret: str) -> str:
    return code_of(secret.replace(" ", ""), provider.clock.seconds() // STEP_SECONDS)


def who(provider: Provider, came: CameIn) -> str | None:
    with provider.database.reading() as tx:
        session = provider.administration.sessions.find(tx, came.token)
    return session.administrator_id if session else None


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(PersonError) as refused:
        attempt()
    return refused.value.code


def test_an_invitation_makes_one_passkey_which_lets_its_owner_in_again(provider: Provider) -> None:
    anne, token = invite(provider)
    device = Device()
    assert who(provider, by_passkey(provider, token, device)) == anne
    assert refusal(lambda: by_passkey(provider, token, Device())) == "PRV-INVITATION-OVER"

    entry = provider.administration.entry
    challenge = entry.challenge(CALLER)
    answer = device.get(challenge.options)
    assert who(provider, entry.by_passkey(CALLER, challenge.id, answer)) == anne
    replayed = refusal(lambda: entry.by_passkey(CALLER, challenge.id, answer))
    assert replayed.startswith("PRV-PASSKEY-")


def test_there_is_one_bootstrap_until_an_owner_came_in(provider: Provider) -> None:
    _, token = invite(provider)
    by_passkey(provider, token, Device())
    again = Invite(name="Luc", address="luc@exemple.quebec", roles=(Role.OWNER,))
    with pytest.raises(Refused, match="has_owner"):
        provider.administration.administrators.bootstrap(SHELL, again)


def test_a_password_opens_with_the_code_of_the_app_and_with_nothing_less(
    provider: Provider, clock: TestClock
) -> None:
    anne, token = invite(provider)
    came, secret = by_app(provider, token)
    assert who(provider, came) == anne
    assert len(came.recovery_codes) == 10
    clock.advance(MINUTE)
    entry = provider.administration.entry

    def attempt(address: str, password: str, code: str) -> CameIn:
        return entry.by_password(CALLER, address, password, code)

    code = code_now(provider, secret)
    for wrong in (
        (ADDRESS, PASSWORD, ""),
        (ADDRESS, PASSWORD, "000000"),
        (ADDRESS, "autre-chose-encore", code),
        ("luc@exemple.quebec", PASSWORD, code),
    ):
        assert refusal(partial(attempt, *wrong)) == "PRV-ADMIN-WRONG"
    assert who(provider, attempt(ADDRESS, PASSWORD, code)) == anne
    assert refusal(lambda: attempt(ADDRESS, PASSWORD, code)) == "PRV-ADMIN-WRONG"
    spare = came.recovery_codes[0]
    assert who(provider, attempt(ADDRESS, PASSWORD, spare)) == anne
    assert refusal(lambda: attempt(ADDRESS, PASSWORD, spare)) == "PRV-ADMIN-WRONG"


def test_passwords_are_tried_a_few_times_and_no_parent_pays_for_it(provider: Provider) -> None:
    parent = make_parent(provider, ADDRESS)
    entry = provider.administration.entry
    codes = [
        refusal(lambda: entry.by_password(CALLER, ADDRESS, "autre-chose-encore", "000000"))
        for _ in range(11)
    ]
    assert codes == ["PRV-ADMIN-WRONG"] * 10 + ["PRV-TOO-MANY"]
    from_parent = provider.directory.password_tries.charge(
        parse_address(ADDRESS), browser=CALLER.browser, network=CALLER.network
    )
    assert from_parent
    assert parent.address == ADDRESS


def test_a_passkey_of_a_parent_opens_no_console_and_the_reverse(provider: Provider) -> None:
    anne, token = invite(provider)
    device = Device()
    by_passkey(provider, token, device)
    passkeys = provider.directory.authenticators.passkeys
    challenge = passkeys.begin_assertion(Realm.ACCOUNT, browser=CALLER.browser)
    answer = device.get(challenge.options)
    code = refusal(
        lambda: passkeys.recognise(
            provider.database,
            Realm.ACCOUNT,
            PasskeyAnswer(challenge_id=challenge.id, response=answer, browser=CALLER.browser),
        )
    )
    assert code == "PRV-PASSKEY-UNKNOWN"
    assert Holder(Realm.ACCOUNT, anne) != Holder(Realm.ADMINISTRATOR, anne)


def test_whoever_is_disabled_or_reset_is_out_at_once(provider: Provider) -> None:
    anne, token = invite(provider)
    first = by_passkey(provider, token, Device())
    operations = provider.administration.administrators
    other = operations.invite(
        SHELL, Invite(name="Luc", address="luc@exemple.quebec", roles=(Role.OWNER,))
    )
    device = Device()
    second = by_passkey(provider, shown_uri(other).partition("token=")[2], device)
    operations.disable(SHELL, Which(id=other.id))
    operations.reset(SHELL, InviteAnew(id=anne))
    assert who(provider, first) is None
    assert who(provider, second) is None
    entry = provider.administration.entry
    challenge = entry.challenge(CALLER)
    answer = device.get(challenge.options)
    code = refusal(lambda: entry.by_passkey(CALLER, challenge.id, answer))
    assert code == "PRV-ADMIN-WRONG"


def test_an_invitation_does_not_come_back_when_its_door_opens_again(provider: Provider) -> None:
    by_passkey(provider, invite(provider)[1], Device())
    operations = provider.administration.administrators
    other = operations.invite(
        SHELL, Invite(name="Luc", address="luc@exemple.quebec", roles=(Role.OWNER,))
    )
    operations.disable(SHELL, Which(id=other.id))
    operations.enable(SHELL, Which(id=other.id))

    token = shown_uri(other).partition("token=")[2]
    assert refusal(lambda: by_passkey(provider, token, Device())) == "PRV-INVITATION-OVER"


def session_of(provider: Provider, came: CameIn) -> AdministratorSession:
    with provider.database.reading() as tx:
        session = provider.administration.sessions.find(tx, came.token)
    assert session is not None
    return session


def test_the_last_way_in_is_not_taken_away(provider: Provider) -> None:
    anne, token = invite(provider)
    session = session_of(provider, by_passkey(provider, token, Device()))
    own, whose = provider.administration.own_authenticators, AdministratorId(anne)
    (passkey,) = own.list(whose).passkeys
    assert refusal(lambda: own.remove_passkey(session, passkey.id)) == "PRV-LAST-WAY"
    challenge = own.passkey_to_make(whose, CALLER.browser)
    answer = Device().create(challenge.options)
    own.add_passkey(
        session, browser=CALLER.browser, challenge_id=challenge.id, response=answer, label="Autre"
    )
    own.remove_passkey(session, passkey.id)
    assert [each.label for each in own.list(whose).passkeys] == ["Autre"]


def test_who_opened_an_invitation_before_its_owner_knows_no_secret_of_the_app(
    provider: Provider,
) -> None:
    _, token = invite(provider)
    seen = provider.administration.entry.app_to_read(token).secret
    _, kept = by_app(provider, token)
    assert kept != seen


def test_recovery_codes_stand_in_for_an_app_alone(provider: Provider) -> None:
    _, token = invite(provider)
    session = session_of(provider, by_passkey(provider, token, Device()))
    assert provider.administration.own_authenticators.renew_codes(session) == ()
