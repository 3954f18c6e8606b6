"""What had ended ends again in a backup that is restored."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from idp.administration.keys.schemas import WhichKey
from idp.continuity.ending import ENDING
from idp.errors import DatabaseWentBackError
from idp.installation.restored_endings import EndingAgain, Services
from idp.keys.record import KeyState
from idp.protocol.errors import InvalidGrantError, InvalidTokenError
from idp.storage import Statement
from idp.tokens.access_token import Terms
from idp.wiring import Provider, build
from tests.administration.actors import EVERYBODY
from tests.conftest import Parent, TestClock
from tests.continuity.drill import (
    Drill,
    TakeBackup,
    backup_of,
    declared,
    drill,
    house_settings,
    password_of,
)
from tests.databases import on_one_database
from tests.notified_portals import notify, told_portal
from tests.publisher import Publisher, publishing
from tests.relying_party import RelyingParty, claims_of, fields, get, post, sign_in

__all__ = ["backup_of", "drill", "house_settings"]


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as told:
        yield told


def later(party: RelyingParty, provider: Provider) -> RelyingParty:
    return replace(party, provider=provider)


def test_no_refresh_token_from_before_is_one_and_none_is_derived_again(
    drill: Drill, parent: Parent
) -> None:
    provider = declared(drill)
    party = later(drill.party, provider)
    for token in (drill.r0, drill.r1):
        with pytest.raises(InvalidGrantError):
            party.refresh(token)
        asked = {"token": token, "client_id": party.client.id, "client_secret": party.secret}
        assert provider.protocol.introspection.answer(post(asked)) == {"active": False}
    provider.clock.advance(1)  # type: ignore[attr-defined]
    again = replace(party, session=sign_in(provider, parent.account)).tokens()
    assert later(party, provider).refresh(again["refresh_token"])["access_token"]


@on_one_database
def test_access_tokens_and_hints_from_before_count_for_nothing(drill: Drill) -> None:
    provider = declared(drill)
    party = later(drill.party, provider)
    with pytest.raises(InvalidTokenError):
        party.userinfo(drill.client_token)
    asked = {"token": drill.client_token, "client_id": party.client.id}
    answer = provider.protocol.introspection.answer(post({**asked, "client_secret": party.secret}))
    assert answer == {"active": False}
    # A portal that still holds one is led on as if it had sent none.
    logout = provider.protocol.end_session.read(get(id_token_hint=drill.hint))
    assert (logout.sid, logout.client) == (None, provider.directory.clients.find(party.client.id))
    answered = party.authorize(prompt="none", id_token_hint=drill.hint)
    assert fields(answered)["error"] == "login_required"


@on_one_database
def test_a_clients_own_token_from_before_is_refused_too(
    relying_party: RelyingParty, clock: TestClock, backup_of: TakeBackup
) -> None:
    provider = relying_party.provider
    token = provider.tokens.access_tokens.for_client(
        relying_party.client.id, Terms(now=clock.seconds(), scope=())
    )
    backup = backup_of(provider)
    clock.advance(5)
    provider.continuity.look()
    provider = backup.restored(provider)
    assert provider.tokens.access_tokens.read(token, clock.seconds()).jti
    provider.administration.restoring.declare(EVERYBODY, None)
    with pytest.raises(Exception, match="restored"):
        provider.tokens.access_tokens.read(token, clock.seconds())
    clock.advance(1)
    fresh = provider.tokens.access_tokens.for_client(
        relying_party.client.id, Terms(now=clock.seconds(), scope=())
    )
    assert provider.tokens.access_tokens.read(fresh, clock.seconds()).jti


@on_one_database
def test_sessions_are_over_and_portals_are_told(
    relying_party: RelyingParty, clock: TestClock, backup_of: TakeBackup, publisher: Publisher
) -> None:
    portal = told_portal(relying_party, publisher)
    portal.party.tokens()
    provider = relying_party.provider
    backup = backup_of(provider)
    clock.advance(5)
    provider.continuity.look()
    provider = backup.restored(provider)
    provider.administration.restoring.declare(EVERYBODY, None)
    with provider.database.reading() as tx:
        assert provider.directory.sessions.find(tx, relying_party.session or "") is None
    notify(provider)
    (token,) = portal.logout_tokens
    assert claims_of(token)["sid"]


def test_who_changed_the_password_since_is_asked_to_recover_and_all_others_keep_theirs(
    drill: Drill, parent: Parent
) -> None:
    provider = declared(drill)
    assert password_of(provider, parent) is None
    with provider.database.reading() as tx:
        kinds = [
            row[0] for row in tx.rows(Statement("SELECT kind FROM outbox WHERE state = 'queued'"))
        ]
    assert kinds == ["reset_invited"]


@on_one_database
def test_nobody_else_loses_a_password(
    provider: Provider, parent: Parent, clock: TestClock, backup_of: TakeBackup
) -> None:
    backup = backup_of(provider)
    clock.advance(5)
    provider.continuity.look()
    provider = backup.restored(provider)
    provider.administration.restoring.declare(EVERYBODY, None)
    assert password_of(provider, parent) is not None


@on_one_database
def test_a_machine_that_is_new_knows_what_ended_before_it_came(
    provider: Provider, parent: Parent, clock: TestClock, backup_of: TakeBackup, tmp_path: Path
) -> None:
    backup = backup_of(provider)
    password_hash = provider.directory.passwords.hash("sept-outardes-migrent")
    with provider.database.writing() as tx:
        provider.directory.accounts.set_password(tx, parent.account.id, password_hash)
    clock.advance(60)
    database = replace(provider.settings.database, anchor_folder=str(tmp_path / "new"))
    new = build(replace(provider.settings, database=database), clock)
    new.continuity.look()
    new.database.close()
    backup.restored(provider).database.close()
    again = build(new.settings, clock)
    again.administration.restoring.declare(EVERYBODY, None)
    assert password_of(again, parent) is None
    again.database.close()


@on_one_database
def test_a_key_that_was_revoked_since_is_revoked_again(
    provider: Provider, clock: TestClock, backup_of: TakeBackup
) -> None:
    backup = backup_of(provider)
    clock.advance(5)
    leaked = provider.keys.active("RS256").kid
    provider.administration.keys.revoke(EVERYBODY, WhichKey(kid=leaked))
    provider.continuity.look()
    provider = backup.restored(provider)
    assert provider.keys.active("RS256").kid == leaked
    provider.administration.restoring.declare(EVERYBODY, None)
    provider.keys.forget()
    assert provider.keys.verifying(leaked) is None
    assert provider.keys.active("RS256").kid != leaked
    with provider.database.reading() as tx:
        assert provider.key_lifecycle.get(tx, leaked).state is KeyState.REVOKED


def test_the_same_backup_restored_twice_ends_again_what_was_lost_both_times(
    drill: Drill, parent: Parent
) -> None:
    provider = declared(drill)
    first = provider.restorations.restored_at
    provider.clock.advance(60)  # type: ignore[attr-defined]
    provider.continuity.look()
    provider = drill.backup.restored(provider)
    with pytest.raises(DatabaseWentBackError):
        provider.continuity.follow_in_each_process()
    provider.administration.restoring.declare(EVERYBODY, None)
    assert password_of(provider, parent) is None
    assert provider.restorations.restored_at > first


def test_every_kind_of_event_that_is_kept_has_its_act() -> None:
    services = cast("Services", None)
    assert EndingAgain(services, actor="", erase_after_seconds=0).acts().keys() == ENDING
