"""A backup that is restored is noticed, and serves nobody until that is declared."""

import os
import signal
import time
import urllib.request
from pathlib import Path
from shutil import copytree
from urllib.error import HTTPError

import pytest
from msgspec.structs import replace

from idp.administration.journal.actions import RecordActions, VerifyRecord
from idp.audit.administrator_events import AdministratorChanged
from idp.errors import DatabaseWentBackError, OperationError
from idp.installation.diagnosis import Diagnosis, Health
from idp.installation.restoring import Assumption
from idp.settings import Settings
from idp.storage import Statement
from idp.wiring import Provider, build
from tests.administration.actors import EVERYBODY
from tests.cli.conftest import Shell
from tests.conftest import Parent, TestClock
from tests.continuity.drill import Drill, backup_of, declared, drill, house_settings, password_of
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, sign_in
from tests.serving.running import begun_by, serving, wait_for
from tests.web_application import browser_of

__all__ = ["backup_of", "drill", "house_settings"]


def doctor(settings: Settings, provider: Provider) -> Health:
    findings = tuple(Diagnosis(settings=settings, clock=provider.clock).findings())
    return next(each.health for each in findings if each.subject == "continuity")


def status_of(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/connexion", timeout=30) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


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
def test_a_process_that_is_started_again_refuses_from_its_first_request_on(
    drill: Drill, tmp_path: Path
) -> None:
    provider = drill.backup.restored(drill.party.provider)
    known, fresh = Path(provider.settings.database.anchor_folder), tmp_path / "fresh"
    database = replace(provider.settings.database, anchor_folder=str(fresh))
    settings = replace(provider.settings, database=database)
    with serving(settings, "gunicorn", PARVIS_SERVER_WORKERS="1") as (port, parent):
        assert status_of(port) == 200
        copytree(known, fresh, dirs_exist_ok=True)
        (first,) = begun_by(parent)
        os.kill(first, signal.SIGKILL)
        while begun_by(parent) <= {first}:
            time.sleep(0.02)
        wait_for(port)
        assert status_of(port) == 503


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
