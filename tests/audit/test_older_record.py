"""A record from before the chain: the migration chains it, the key covers it from then on."""

from pathlib import Path

import pytest
from alembic import command

from idp.audit.verification import Flaw, LocatedFlaw
from idp.installation.installing import complete_record
from idp.keys import keyring_of
from idp.keys.vault import make_data_keys
from idp.settings import Settings
from idp.storage import Database, Statement
from idp.storage.migrating import configured
from idp.storage.migrating import upgrade as apply_all
from idp.wiring import build
from tests.audit.record import flaws, record, tamper, verify
from tests.conftest import TestClock
from tests.databases import Template

_BEFORE = "0017"
_ADD = Statement(
    """INSERT INTO audit_event (at, kind, actor, subject, outcome, details)
       VALUES (:at, 'signed_in', 'self', 'marié', 'done', '{}')"""
)


@pytest.fixture(params=["sqlite", "postgresql"])
def older_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    template: Template = request.getfixturevalue(f"{request.param}_template")
    return template.empty(tmp_path)


def test_the_rows_of_before_are_chained_and_covered(
    older_settings: Settings, clock: TestClock
) -> None:
    database = Database.open(older_settings.database)
    with database.engine.connect() as connection:
        command.upgrade(configured(connection), _BEFORE)
    keyring = keyring_of(older_settings.keys)
    with database.writing() as tx:
        make_data_keys(tx, keyring, clock)
        for at in range(3):
            tx.run(_ADD, at=at)
    apply_all(database)
    provider = build(older_settings, clock)
    assert flaws(provider) == (LocatedFlaw(3, Flaw.HEAD),)
    complete_record(database, older_settings, clock, actor="admin:a")
    record(provider, 2)
    verdict = verify(provider)
    assert (verdict.plain_to, verdict.rows, verdict.flaws) == (3, 5, ())
    tamper(provider, "UPDATE audit_event SET at = 9 WHERE seq = 2")
    assert flaws(provider) == (LocatedFlaw(2, Flaw.CHANGED),)
    provider.database.close()
    database.close()
