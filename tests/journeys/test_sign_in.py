"""Signing in."""

import pytest
from msgspec.structs import replace

from idp.errors import PersonError
from idp.settings import PasswordSettings, Settings
from idp.storage import Statement
from idp.wiring import Provider, build
from idp.wiring.journeys import Journeys
from tests.conftest import Parent
from tests.journeys.people import STRANGER, VISITOR, whole

_EVENTS = Statement("SELECT kind, subject, outcome FROM audit_event ORDER BY id")


def _refusal(journeys: Journeys, address: str, password: str) -> PersonError:
    with pytest.raises(PersonError) as refused:
        journeys.sign_in.sign_in(address, password, VISITOR, remember=False)
    return refused.value


def test_the_right_password_opens_a_session(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    started = whole(
        journeys.sign_in.sign_in(
            f"  {parent.address.upper()} ", parent.password, VISITOR, remember=False
        )
    )

    with provider.database.reading() as tx:
        session = provider.directory.sessions.find(tx, started.token)
    assert session is not None
    assert session.account_id == parent.account.id
    assert session.amr == ("pwd",)
    assert started.max_age_seconds is None


def test_a_remembered_device_keeps_its_cookie(journeys: Journeys, parent: Parent) -> None:
    started = whole(
        journeys.sign_in.sign_in(parent.address, parent.password, VISITOR, remember=True)
    )

    assert started.max_age_seconds == 60 * 24 * 3600


def test_an_unknown_address_and_a_wrong_password_are_told_alike(
    journeys: Journeys, parent: Parent
) -> None:
    unknown = _refusal(journeys, "personne@exemple.quebec", parent.password)
    wrong = _refusal(journeys, parent.address, "un autre mot de passe")

    assert unknown.code == wrong.code == "PRV-SIGN-IN-WRONG"
    assert unknown.message_key == wrong.message_key
    assert unknown.field == wrong.field
    assert unknown.values == wrong.values


def test_a_refused_sign_in_is_recorded_without_the_address(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    _refusal(journeys, "personne@exemple.quebec", "un mot de passe")
    _refusal(journeys, parent.address, "un mot de passe")

    with provider.database.reading() as tx:
        events = [row for row in tx.rows(_EVENTS) if row[0] == "sign_in_refused"]
    assert events == [
        ("sign_in_refused", None, "refused"),
        ("sign_in_refused", parent.account.id, "refused"),
    ]


def test_signing_in_again_ends_the_session_of_before(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    first = whole(
        journeys.sign_in.sign_in(parent.address, parent.password, VISITOR, remember=False)
    )
    again = replace(VISITOR, session_token=first.token)

    second = whole(journeys.sign_in.sign_in(parent.address, parent.password, again, remember=False))

    assert second.token != first.token
    with provider.database.reading() as tx:
        assert provider.directory.sessions.find(tx, first.token) is None
        assert provider.directory.sessions.find(tx, second.token) is not None


def test_a_disabled_account_is_told_so_only_after_the_right_password(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    with provider.database.writing() as tx:
        provider.directory.accounts.disable(tx, parent.account.id, actor="admin:test")

    assert _refusal(journeys, parent.address, "pas le bon").code == "PRV-SIGN-IN-WRONG"
    assert _refusal(journeys, parent.address, parent.password).code == "PRV-ACCOUNT-CLOSED"


def test_wrong_passwords_are_counted_even_though_they_change_nothing_else(
    journeys: Journeys, parent: Parent
) -> None:
    for _ in range(10):
        assert _refusal(journeys, parent.address, "pas le bon").code == "PRV-SIGN-IN-WRONG"

    assert _refusal(journeys, parent.address, parent.password).code == "PRV-TOO-MANY"
    journeys.sign_in.sign_in(parent.address, parent.password, STRANGER, remember=False)


def test_an_old_hash_is_renewed_by_signing_in(
    provider: Provider, house_settings: Settings, journeys: Journeys, parent: Parent
) -> None:
    stronger = replace(house_settings, passwords=PasswordSettings(memory_kib=512, passes=1))
    renewing = build(stronger, provider.clock)
    with provider.database.reading() as tx:
        before = provider.directory.accounts.password_of(tx, parent.account.id)

    sign_in = renewing.journeys.sign_in
    sign_in.sign_in(parent.address, parent.password, VISITOR, remember=False)
    renewing.database.close()

    with provider.database.reading() as tx:
        after = provider.directory.accounts.password_of(tx, parent.account.id)
    assert before != after
    assert "m=512" in str(after)
    journeys.sign_in.sign_in(parent.address, parent.password, VISITOR, remember=False)
