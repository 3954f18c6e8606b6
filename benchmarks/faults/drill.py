"""One experiment: an installation at work, a fault, and what is left of it afterwards."""

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.experiments import ON_POSTGRESQL, ON_SQLITE, Scene
from benchmarks.faults.household import Browser, Household
from benchmarks.faults.installation import Installation, folder_for_everybody
from idp.settings import DatabaseSettings
from idp.storage import Database, Statement
from tests.postgres import Postgres
from tests.tcp_proxy import tcp_proxy

_COUNT = Statement("SELECT count(*) FROM account")
_MAIL_SECONDS = 45.0
_SMALL = "size=12m"


@dataclass(frozen=True)
class Outcome:
    """A line of the table."""

    database: str
    name: str
    acknowledged: int
    lost: int
    orphaned: int
    doubled: int
    refused: int
    recovery_seconds: float
    notes: str

    @property
    def is_clean(self) -> bool:
        """Whether nothing that was acknowledged is missing, and nothing came twice."""
        return not self.lost and not self.orphaned and not self.doubled


def drill(kind: str, name: str, *, root: Path, households: int, after_seconds: float) -> Outcome:
    """Run experiment `name` on a fresh database of `kind`, with the program in `root`."""
    hurt = (ON_SQLITE if kind == "sqlite" else ON_POSTGRESQL)[name]
    with folder_for_everybody() as folder, _scene(kind, name, folder, root) as scene:
        installation, stop = scene.installation, threading.Event()
        with installation.running():
            living = installation.households(households, stop)
            threads = [threading.Thread(target=each.live) for each in living]
            for thread in threads:
                thread.start()
            time.sleep(3)
            hurt(scene)
            over_at = time.monotonic()
            time.sleep(after_seconds)
            stop.set()
            for thread in threads:
                thread.join()
            return _outcome(kind, name, installation, living[0], over_at)


def _outcome(
    kind: str, name: str, installation: Installation, household: Household, over_at: float
) -> Outcome:
    ledger, came = installation.ledger, installation.mailbox.came
    refused, recovery = ledger.refused, ledger.recovery_seconds(over_at)
    promised = [each.address for each in ledger.families if each.has_message]
    until = time.monotonic() + _MAIL_SECONDS
    while time.monotonic() < until and not all(came[each] for each in promised):
        time.sleep(0.2)
    portal = Browser(installation.port, "10.99.0.1", ledger)
    sure = [each for each in ledger.families if each.refresh_token and not each.may_have_turned]
    dead = sum(not household.renew(portal, each) for each in sure)
    there = _accounts(installation.url)
    uncertain = sum(each.may_have_account for each in ledger.families)
    unsent = sum(not came[each] for each in promised)
    return Outcome(
        database=kind,
        name=name,
        acknowledged=ledger.acknowledged,
        lost=max(0, ledger.acknowledged - there) + dead + unsent,
        orphaned=max(0, there - ledger.acknowledged - uncertain),
        doubled=sum(max(0, came[each.address] - each.messages_asked) for each in ledger.families),
        refused=refused,
        recovery_seconds=recovery,
        notes="; ".join(installation.notes),
    )


def _accounts(url: str) -> int:
    database = Database.open(DatabaseSettings(url=url))
    with database.reading() as tx:
        found = tx.row(_COUNT)
    database.close()
    return int(found[0]) if found else 0


@contextlib.contextmanager
def _scene(kind: str, name: str, folder: Path, root: Path) -> Iterator[Scene]:
    with contextlib.ExitStack() as running:
        if kind == "sqlite":
            data = folder / "data"
            data.mkdir()
            if name == "fill":
                subprocess.run(["mount", "-t", "tmpfs", "-o", _SMALL, "tmpfs", data], check=True)
                running.callback(lambda: subprocess.run(["umount", "--lazy", data], check=True))
            yield Scene(Installation(f"sqlite:///{data}/parvis.db", folder, root))
            return
        server = _started(running, folder / "first")
        if name == "fail over":
            replica = _started(running, folder / "second", follows=server)
            hosts = f"127.0.0.1:{server.port},127.0.0.1:{replica.port}"
            url = f"postgresql://parvis@{hosts}/postgres"
            yield Scene(Installation(url, folder, root), server, None, replica)
            return
        way = running.enter_context(tcp_proxy(server.port))
        url = f"postgresql://parvis@127.0.0.1:{way.port}/postgres"
        yield Scene(Installation(url, folder, root), server, way)


def _started(
    running: contextlib.ExitStack, folder: Path, follows: Postgres | None = None
) -> Postgres:
    folder.mkdir()
    server = Postgres(folder)
    if follows is None:
        server.make()
    else:
        server.copy_from(follows)
    server.start()

    def stop() -> None:
        if (server.data / "postmaster.pid").exists():
            server.stop()

    running.callback(stop)
    return server
