"""A process killed while it makes an imported parent's account makes all of it or nothing."""

import multiprocessing
import time
from multiprocessing.synchronize import Event

import pytest

from idp.journeys.sign_in import CodeDue
from idp.normalisation.address import parse_address
from idp.settings import Settings
from idp.wiring import Provider, build
from tests.accounts.letters import codes_in_outbox
from tests.conftest import TestClock
from tests.imported_accounts.written import former_account, write
from tests.journeys.people import VISITOR
from tests.journeys.test_claim_imported import OLD_PASSWORD, hashed

pytestmark = pytest.mark.race
_KILLED_AFTER_SECONDS = (0.0, 0.002, 0.004, 0.008, 0.016, 0.2)


def _finish(settings: Settings, now: int, proof_id: str, ready: Event, go: Event) -> None:
    provider = build(settings, TestClock(now))
    proof = provider.journeys.prove_address.find(proof_id, VISITOR)
    ready.set()
    go.wait()
    provider.journeys.sign_up.create_by_former_password(proof, VISITOR)


def _begin(provider: Provider, address: str) -> CodeDue:
    write(provider, "b2c", former_account(f"oid-{address}", address, password=hashed(OLD_PASSWORD)))
    due = provider.journeys.sign_in.sign_in(address, OLD_PASSWORD, VISITOR, remember=False)
    assert isinstance(due, CodeDue)
    code = codes_in_outbox(provider)[-1]
    provider.journeys.prove_address.check(due.proof, code, VISITOR)
    return due


def _made(provider: Provider, address: str) -> set[bool]:
    """Return whether each thing that belongs together is there."""
    with provider.database.reading() as tx:
        account = provider.directory.accounts.find_by_address(tx, parse_address(address))
        waits = provider.directory.imported_accounts.waiting(tx, parse_address(address))
        known = account and provider.tokens.former_subjects.find(tx, account.id, "b2c")
    return {account is not None, not waits, known == f"oid-{address}"}


def test_whoever_is_killed_leaves_all_of_it_or_nothing(
    house_settings: Settings, provider: Provider, clock: TestClock
) -> None:
    processes = multiprocessing.get_context("fork")
    ends = set()
    for number, seconds in enumerate(_KILLED_AFTER_SECONDS):
        address = f"parent{number}@exemple.quebec"
        due = _begin(provider, address)
        ready, go = processes.Event(), processes.Event()
        child = processes.Process(
            target=_finish, args=(house_settings, clock.now, due.proof.id, ready, go), daemon=True
        )
        child.start()
        assert ready.wait(timeout=60)
        go.set()
        time.sleep(seconds)
        child.kill()
        child.join()
        (whole,) = _made(provider, address)
        ends.add(whole)
        if not whole:
            # The parent presses again.
            proof = provider.journeys.prove_address.find(due.proof.id, VISITOR)
            assert provider.journeys.sign_up.create_by_former_password(proof, VISITOR)
        assert _made(provider, address) == {True}
        clock.advance(3_600)
    assert ends
