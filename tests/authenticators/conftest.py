"""A house that browsers reach by a name over TLS, and who holds authenticators there."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from idp.authenticators import Holder, Passkey, PasskeyAnswer, Realm, Recognised
from idp.settings import Settings
from idp.wiring import Provider, build
from tests.authenticators.device import ORIGIN, Device, Lies
from tests.conftest import Parent, TestClock

BROWSER = "a-browser"


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    settings = replace(house_settings, server=replace(house_settings.server, issuer=ORIGIN))
    provider = build(settings, clock)
    yield provider
    provider.database.close()


@pytest.fixture
def holder(parent: Parent) -> Holder:
    return Holder(Realm.ACCOUNT, parent.account.id)


def add_passkey(
    provider: Provider,
    holder: Holder,
    device: Device,
    *,
    lies: Lies | None = None,
    browser: str = BROWSER,
    label: str = "Mon téléphone",
) -> Passkey:
    passkeys = provider.directory.authenticators.passkeys
    with provider.database.writing() as tx:
        challenge = passkeys.begin_registration(
            tx, holder, browser=browser, name="zoe@exemple.quebec", display_name="Zoé"
        )
        return passkeys.finish_registration(
            tx,
            holder,
            PasskeyAnswer(
                challenge_id=challenge.id,
                response=device.create(challenge.options, lies),
                browser=BROWSER,
            ),
            label=label,
        )


def recognise(
    provider: Provider, device: Device, lies: Lies | None = None, realm: Realm = Realm.ACCOUNT
) -> Recognised:
    passkeys = provider.directory.authenticators.passkeys
    challenge = passkeys.begin_assertion(realm, browser=BROWSER)
    return passkeys.recognise(
        provider.database,
        realm,
        PasskeyAnswer(
            challenge_id=challenge.id, response=device.get(challenge.options, lies), browser=BROWSER
        ),
    )


def use(provider: Provider, recognised: Recognised) -> None:
    with provider.database.writing() as tx:
        provider.directory.authenticators.passkeys.use(tx, recognised)
