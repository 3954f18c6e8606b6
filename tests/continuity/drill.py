"""A backup, and what happened after it: what tests of a database that is put back begin with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.installation.restoring import Assumption
from idp.settings import OutboundSettings, Settings
from idp.wiring import Provider
from tests.administration.actors import EVERYBODY
from tests.backups import Backup
from tests.conftest import Parent, TestClock
from tests.relying_party import RelyingParty, post

TakeBackup = Callable[[Provider], Backup]


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


def password_of(provider: Provider, parent: Parent) -> str | None:
    with provider.database.reading() as tx:
        return provider.directory.accounts.password_of(tx, parent.account.id)
