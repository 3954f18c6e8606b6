"""A machine stops at any statement of any change of keys: what is left works, and goes on.

A child process does the change and ends itself, as a power cut would, when it is about to run its
n-th statement; for n from the first to the last. SQLite, which tells of each statement.
"""

import itertools
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.administration.actor import EVERY_ROLE, Actor
from idp.administration.keys.schemas import Rekey, RotateKeys, WhichKey
from idp.installation.encryption_key_swap import put_in_place
from idp.keys.record import KeyState
from idp.settings import Settings
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.opened import do_to_each_opened

ACTOR = Actor(name="admin:test", roles=EVERY_ROLE, is_fresh=True)
ES256 = RotateKeys(algorithms=("ES256",))
CUT = 9
Change = Callable[[Provider], object]


def rotate(provider: Provider) -> object:
    return provider.administration.keys.rotate(ACTOR, ES256)


def revoke(provider: Provider) -> object:
    kid = provider.keys.active("ES256").kid
    return provider.administration.keys.revoke(ACTOR, WhichKey(kid=kid))


def rekey(provider: Provider) -> object:
    done = provider.administration.keys.rekey(ACTOR, Rekey(make=True))
    put_in_place(provider.keyring)
    return done


@pytest.fixture
def settings(sqlite_settings: Settings, tmp_path: Path) -> Settings:
    """A house whose new keys are files, with an encryption key of its own folder."""
    key = tmp_path / "encryption.key"
    key.write_bytes(Path(sqlite_settings.keys.encryption_key_file).read_bytes())
    keys = replace(
        sqlite_settings.keys,
        encryption_key_file=str(key),
        next_encryption_key_file=str(tmp_path / "next.key"),
        store="files",
        store_folder=str(tmp_path / "files"),
    )
    return replace(sqlite_settings, keys=keys)


@pytest.mark.parametrize("change", [rotate, revoke, rekey])
def test_whenever_the_machine_stops_one_key_signs_and_the_change_can_be_made_again(
    settings: Settings, clock: TestClock, change: Change
) -> None:
    provider = build(settings, clock)
    for statement in itertools.count(1):
        cut = _cut_at(statement, provider, change)
        _look(provider)
        if not cut:
            break
        change(provider)
        clock.advance(provider.settings.keys.publication_lead_seconds)
        rotate(provider)
        _look(provider)
    assert statement > 3
    # A machine that starts now opens what those that ran all along do.
    provider.database.close()
    fresh = build(settings, clock)
    _look(fresh)
    fresh.database.close()


def _look(provider: Provider) -> None:
    with provider.database.reading() as tx:
        records = provider.key_lifecycle.records(tx)
    states = [each.state for each in records if each.algorithm == "ES256"]
    assert states.count(KeyState.ACTIVE) == 1
    assert states.count(KeyState.PENDING) <= 1
    provider.keys.forget()
    signing = provider.keys.active("ES256")
    assert signing.sign(b"x")
    assert signing.kid in {each["kid"] for each in _published(provider)}


def _published(provider: Provider) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(provider.keys.current().document)["keys"]
    return found


def _cut_at(statement: int, provider: Provider, change: Change) -> bool:
    """Make the change in a child that stops before its n-th statement; tell whether it did."""
    provider.database.close()
    pid = os.fork()
    if pid == 0:  # pragma: no cover - the child
        left = itertools.count(statement, -1)

        def count(connection: sqlite3.Connection) -> None:
            connection.set_trace_callback(lambda _: os._exit(CUT) if next(left) == 1 else None)

        do_to_each_opened(pytest.MonkeyPatch(), count)
        try:
            change(provider)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, CUT}
    return code == CUT
