"""The loop: what it deletes and when, that it stops when told, that a fault does not end it."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from idp.accounts import NewSession
from idp.clock import DAY, HOUR
from idp.retention import RETAINED
from idp.storage import Statement, Transaction
from idp.wiring import Provider
from idp.worker import Rounds, run
from idp.worker.retention import Purge
from tests.conftest import Parent, TestClock
from tests.workers import new_worker

COUNT = {each.table: Statement(f"SELECT count(*) FROM {each.table}") for each in RETAINED}
ADD_JOURNEY = Statement(
    """INSERT INTO journey (id_hash, client_id, request_sealed, created_at, expires_at)
       VALUES (:id_hash, 'portal', :id_hash, 0, :expires_at)"""
)
ADD_GRANT = Statement(
    """INSERT INTO authorization_grant
           (id, client_id, account_id, sid, scope, redirect_uri, code_hash, code_expires_at,
            auth_time, amr, acr, created_at, expires_at)
       VALUES ('grant', 'portal', :account_id, 'sid', 'openid', 'https://x.org', :code_hash, 0,
               0, 'pwd', '0', 0, :expires_at)"""
)
ADD_REVOKED = Statement(
    "INSERT INTO revoked_token (jti_hash, expires_at) VALUES (:id_hash, :expires_at)"
)
ADD_ASSERTION = Statement(
    "INSERT INTO client_assertion (jti_hash, expires_at) VALUES (:id_hash, :expires_at)"
)


def count(provider: Provider, table: str) -> int:
    with provider.database.reading() as tx:
        row = tx.row(COUNT[table])
    assert row is not None
    number: int = row[0]
    return number


def purge(provider: Provider) -> int:
    return Purge(database=provider.database, clock=provider.clock).run_once()


def add_everything(provider: Provider, tx: Transaction, parent: Parent) -> None:
    expires_at = provider.clock.seconds() + HOUR
    for statement in (ADD_JOURNEY, ADD_REVOKED, ADD_ASSERTION):
        tx.run(statement, id_hash=b"id", expires_at=expires_at)
    tx.run(ADD_GRANT, account_id=parent.account.id, code_hash=b"c", expires_at=expires_at)
    provider.known_browsers.remember(tx, address="a@x.org", browser="b")
    provider.directory.sessions.start(
        tx,
        provider.directory.accounts.hold(tx, parent.account.id),
        NewSession(amr=("pwd",), acr="0"),
        replacing=None,
    )


def test_what_is_retained_is_kept_until_its_time_and_then_deleted(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    with provider.database.writing() as tx:
        add_everything(provider, tx, parent)
    clock.advance(HOUR - 1)
    assert purge(provider) == 0
    clock.advance(500 * DAY)
    purge(provider)
    left = {table for table in COUNT if count(provider, table)}
    assert left == {"outbox"}  # its messages were neither sent nor given up: nobody lost them


def test_each_table_waits_for_its_own_time(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    with provider.database.writing() as tx:
        add_everything(provider, tx, parent)
    clock.advance(HOUR)
    purge(provider)
    assert count(provider, "journey") == count(provider, "revoked_token") == 0
    assert count(provider, "authorization_grant") == 1
    clock.advance(DAY)
    purge(provider)
    assert count(provider, "authorization_grant") == 0


def test_a_backlog_is_deleted_in_chunks(provider: Provider, clock: TestClock) -> None:
    with provider.database.writing() as tx:
        batch = [{"id_hash": number.to_bytes(4), "expires_at": clock.now} for number in range(1200)]
        tx.run_many(ADD_REVOKED, batch)
    assert [purge(provider) for _ in range(4)] == [500, 500, 200, 0]


def test_every_table_with_an_end_is_on_the_list() -> None:
    steps = Path(__file__).parents[2] / "idp/storage/migrations/versions"
    schema = "".join(each.read_text("utf-8") for each in sorted(steps.glob("*.py")))
    tables = schema.split("op.create_table(")[1:]
    always = re.compile(r'(must|Column)\("expires_at"(?!.*nullable=True)')
    ending = {each.split('"')[1] for each in tables if always.search(each)}
    assert ending <= {each.table for each in RETAINED}


def test_the_loop_stops_when_told(provider: Provider) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(new_worker(provider), rounds_of(provider), stop))
    thread.start()
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_the_loop_outlives_a_fault(provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    with provider.database.writing() as tx:
        tx.run(Statement("ALTER TABLE outbox RENAME TO hidden"))
    stop, worker = threading.Event(), new_worker(provider)
    thread = threading.Thread(target=run, args=(worker, rounds_of(provider), stop))
    thread.start()
    stop.wait(0.5)
    assert thread.is_alive()
    stop.set()
    thread.join(5)
    assert "the worker met a fault and goes on" in caplog.text


def test_sigterm_ends_the_worker_in_good_order(tmp_path: Path) -> None:
    program = tmp_path / "worker.py"
    program.write_text(
        """
import time
from idp.clock import SystemClock
from idp.measures import Measures
from idp.worker import Rounds, run_until_terminated
class Beat:
    def run_once(self):
        print("at work", flush=True)
        time.sleep(1)
        print("done", flush=True)
        return True
rounds = Rounds(measures=Measures(), clock=SystemClock(), works=("Beat",))
run_until_terminated(rounds, Beat())
"""
    )
    process = subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=10)
    assert (output, process.returncode) == ("done\n", 0)


def rounds_of(provider: Provider) -> Rounds:
    return Rounds(measures=provider.measures, clock=provider.clock, works=("Worker",))


def test_while_the_worker_is_held_nothing_is_done(provider: Provider, clock: TestClock) -> None:
    stop, done = threading.Event(), []

    class Once:
        def run_once(self) -> bool:
            done.append(1)
            stop.set()
            return False

    rounds = Rounds(measures=provider.measures, clock=clock, works=("Once",))
    answers = [False, True]
    run(Once(), rounds, stop, held=answers.pop)
    assert (done, answers) == ([1], [])
