"""A backup that is restored is noticed, and brings nothing back to life."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from idp.administration.journal.actions import RecordActions, VerifyRecord
from idp.administration.keys.schemas import WhichKey
from idp.audit.administrator_events import AdministratorChanged
from idp.continuity.ending import ENDING
from idp.errors import DatabaseWentBackError, OperationError
from idp.installation.diagnosis import Diagnosis, Health
from idp.installation.restored_endings import EndingAgain, Services
from idp.installation.restoring import Assumption
from idp.keys.record import KeyState
from idp.protocol.errors import InvalidGrantError, InvalidTokenError
from idp.settings import OutboundSettings, Settings
from idp.storage import Statement
from idp.tokens.access_token import Terms
from idp.wiring import Provider, build
from tests.administration.actors import EVERYBODY
from tests.backups import Backup
from tests.cli.conftest import Shell
from tests.conftest import Parent, TestClock
from tests.databases import on_one_database
from tests.notified_portals import notify, told_portal
from tests.publisher import Publisher, publishing
from tests.relying_party import RelyingParty, claims_of, fields, get, post, sign_in
from tests.web_application import browser_of


@pytest.fixture
def house_settings(house_settings: Settings, tmp_path: Path) -> Settings:
    """A machine that keeps, outside of the database, how far that had come."""
    folder = str(tmp_path / "anchor")
    return replace(
        house_settings,
        database=replace(house_settings.database, anchor_folder=folder),
        outbound=OutboundSettings(allow_loopback=True),
    )


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as told:
        yield told


TakeBackup = Callable[[Provider], Backup]


@pytest.fixture
def backup_of(tmp_path: Path) -> Iterator[TakeBackup]:
    """Takes backups, and closes what was started on them."""
    taken: list[Backup] = []

    def take(provider: Provider) -> Backup:
        provider.continuity.look()
        taken.append(Backup(provider, tmp_path))
        return taken[-1]

    yield take
    for each in taken:
        each.close()


def doctor(settings: Settings, provider: Provider) -> Health:
    findings = tuple(Diagnosis(settings=settings, clock=provider.clock).findings())
    return next(each.health for each in findings if each.subject == "continuity")


def later(party: RelyingParty, provider: Provider) -> RelyingParty:
    return replace(party, provider=provider)


@dataclass
class Drill:
    """A backup, and what happened after it: each thing that must not live again."""

    party: RelyingParty
    backup: Backup
    client_token: str
    hint: str
    r0: str
    r1: str
    session: str


@pytest.fixture
def drill(
    relying_party: RelyingParty, parent: Parent, clock: TestClock, backup_of: TakeBackup
) -> Drill:
    provider = relying_party.provider
    first = relying_party.tokens()
    backup = backup_of(provider)
    clock.advance(60)
    second = relying_party.refresh(first["refresh_token"])
    revoked = {"token": second["refresh_token"], "client_id": relying_party.client.id}
    provider.protocol.revocation.answer(post({**revoked, "client_secret": relying_party.secret}))
    provider.journeys.sign_out.sign_out(relying_party.session)
    password_hash = provider.directory.passwords.hash("sept-outardes-migrent")
    with provider.database.writing() as tx:
        provider.directory.accounts.set_password(tx, parent.account.id, password_hash)
    provider.continuity.look()
    clock.advance(60)
    return Drill(
        party=relying_party,
        backup=backup,
        client_token=second["access_token"],
        hint=first["id_token"],
        r0=first["refresh_token"],
        r1=second["refresh_token"],
        session=relying_party.session or "",
    )


def declared(drill: Drill, assumption: Assumption | None = None) -> Provider:
    provider = drill.backup.restored(drill.party.provider)
    provider.administration.restoring.declare(EVERYBODY, assumption)
    return provider


def test_a_database_that_went_back_is_refused_until_it_is_declared(drill: Drill) -> None:
    provider = drill.backup.restored(drill.party.provider)
    browser = browser_of(provider)
    assert browser.get("/connexion").status_code == 200
    provider.continuity.look()
    for path in ("/connexion", "/.well-known/jwks.json", "/authorize", "/admin"):
        assert browser.get(path).status_code == 503
    token = browser.post("/token", data={"grant_type": "client_credentials"})
    assert (token.status_code, token.get_json()["error"]) == (503, "temporarily_unavailable")
    ready = browser.get("/health/ready")
    assert ready.status_code == 503
    assert "parvis db restored" in ready.get_json()["why"]
    assert doctor(provider.settings, provider) is Health.BAD
    assert browser.get("/health/live").status_code == 200
    provider.administration.restoring.declare(EVERYBODY, None)
    assert browser.get("/connexion").status_code == 200
    assert browser.get("/health/ready").status_code == 200


@on_one_database
def test_a_server_does_not_start_on_a_database_that_went_back(drill: Drill) -> None:
    provider = drill.backup.restored(drill.party.provider)
    with pytest.raises(DatabaseWentBackError, match="went back"):
        provider.continuity.follow_in_each_process()


@on_one_database
def test_one_machine_that_remembers_is_enough(drill: Drill, tmp_path: Path) -> None:
    provider = drill.backup.restored(drill.party.provider)
    database = replace(provider.settings.database, anchor_folder=str(tmp_path / "another machine"))
    another = build(replace(provider.settings, database=database), provider.clock)
    another.continuity.follow_in_each_process()
    provider.continuity.look()
    another.continuity.look()
    assert "another machine" in str(another.continuity.refusal)
    provider.administration.restoring.declare(EVERYBODY, None)
    another.continuity.look()
    assert another.continuity.refusal is None
    another.database.close()


@on_one_database
def test_a_restart_and_a_new_machine_are_not_held_up(
    provider: Provider, relying_party: RelyingParty, tmp_path: Path
) -> None:
    relying_party.tokens()
    provider.continuity.look()
    for folder in (provider.settings.database.anchor_folder, str(tmp_path / "new"), ""):
        database = replace(provider.settings.database, anchor_folder=folder)
        again = build(replace(provider.settings, database=database), provider.clock)
        again.continuity.follow_in_each_process()
        again.database.close()


@on_one_database
def test_where_nothing_can_be_written_the_server_starts_and_the_doctor_says_so(
    provider: Provider,
) -> None:
    database = replace(provider.settings.database, anchor_folder="/proc/parvis")
    settings = replace(provider.settings, database=database)
    again = build(settings, provider.clock)
    again.continuity.follow_in_each_process()
    assert "/proc/parvis" in (again.continuity.problem or "")
    again.database.close()
    assert doctor(settings, provider) is Health.DOUBTFUL


@on_one_database
def test_what_is_pruned_of_the_record_is_not_missed(provider: Provider, clock: TestClock) -> None:
    for _ in range(3):
        with provider.database.writing() as tx:
            provider.audit.record(tx, AdministratorChanged(administrator="a", change="roles"))
    provider.continuity.look()
    with provider.database.writing() as tx:
        provider.audit.chain.prune(tx, before=clock.seconds(), chunk=10)
    provider.continuity.look()
    assert provider.continuity.refusal is None


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


def password_of(provider: Provider, parent: Parent) -> str | None:
    with provider.database.reading() as tx:
        return provider.directory.accounts.password_of(tx, parent.account.id)


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
def test_what_is_not_known_outside_is_asked(drill: Drill, parent: Parent, tmp_path: Path) -> None:
    provider = drill.backup.restored(drill.party.provider)
    provider.database.close()
    database = replace(provider.settings.database, anchor_folder=str(tmp_path / "empty"))
    provider = build(replace(provider.settings, database=database), provider.clock)
    with pytest.raises(OperationError, match="--everything-changed"):
        provider.administration.restoring.declare(EVERYBODY, None)
    provider.administration.restoring.declare(EVERYBODY, Assumption.NOTHING_CHANGED)
    assert password_of(provider, parent) is not None
    before = provider.keys.active("RS256").kid
    provider.administration.restoring.declare(EVERYBODY, Assumption.EVERYTHING_CHANGED)
    assert password_of(provider, parent) is None
    provider.keys.forget()
    assert provider.keys.active("RS256").kid != before
    provider.database.close()


@on_one_database
@pytest.mark.parametrize(
    ("said", "stays"), [("--nothing-changed", True), ("--everything-changed", False)]
)
def test_the_command_does_what_it_is_told_to_assume(
    drill: Drill, parent: Parent, tmp_path: Path, *, said: str, stays: bool
) -> None:
    provider = drill.backup.restored(drill.party.provider)
    database = replace(provider.settings.database, anchor_folder=str(tmp_path / "empty"))
    shell = Shell(replace(provider.settings, database=database))
    before = provider.keys.active("RS256").kid
    assert shell.run("db", "restored", "--yes").exit_code == 1
    done = shell.run("db", "restored", "--yes", said)
    assert done.exit_code == 0, done.output
    assert (password_of(provider, parent) is not None) is stays
    provider.keys.forget()
    assert (provider.keys.active("RS256").kid == before) is stays


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


@on_one_database
def test_declared_twice_it_is_harmless(drill: Drill, parent: Parent) -> None:
    provider = declared(drill)
    with pytest.raises(OperationError):
        provider.administration.restoring.declare(EVERYBODY, None)
    provider.clock.advance(1)  # type: ignore[attr-defined]
    session = sign_in(provider, parent.account)
    provider.continuity.look()
    assert provider.continuity.refusal is None
    with provider.database.reading() as tx:
        assert provider.directory.sessions.find(tx, session) is not None


def test_the_restoration_is_in_the_record_whose_chain_holds(drill: Drill) -> None:
    provider = declared(drill)
    sql = Statement("SELECT COUNT(*) FROM audit_event WHERE kind = 'database_restored'")
    with provider.database.reading() as tx:
        assert tx.row(sql) == (1,)
    assert provider.administration.actions.do(EVERYBODY, RecordActions.verify, VerifyRecord()).whole


def test_every_kind_of_event_that_is_kept_has_its_act() -> None:
    services = cast("Services", None)
    assert EndingAgain(services, actor="", erase_after_seconds=0).acts().keys() == ENDING


@on_one_database
def test_the_command_says_what_it_knows_asks_and_does_it(drill: Drill, parent: Parent) -> None:
    provider = drill.backup.restored(drill.party.provider)
    shell = Shell(provider.settings)
    looked = shell.run("db", "restored", "--dry-run")
    assert looked.exit_code == 0
    assert "password_changed" in looked.output
    assert shell.run("db", "restored", given="n\n").exit_code == 1
    assert password_of(provider, parent) is not None
    done = shell.run("db", "restored", given="y\n")
    assert done.exit_code == 0, done.output
    assert password_of(provider, parent) is None
    assert "nothing to do" in shell.run("db", "restored", "--yes").output
