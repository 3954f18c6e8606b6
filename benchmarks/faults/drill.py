"""One experiment: an installation at work, a fault, and what is left of it afterwards."""

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.cluster import Cluster
from benchmarks.faults.experiments import ON_POSTGRESQL, ON_SQLITE, Scene
from benchmarks.faults.household import Browser, Household
from benchmarks.faults.installation import Installation, folder_for_everybody
from benchmarks.faults.ways_in import ways_in
from idp.settings import DatabaseSettings
from idp.storage import Database, Statement
from tests.postgres import Postgres
from tests.tcp_proxy import tcp_proxy

_ACCOUNTS = Statement("SELECT count(*) FROM account")
_IMPORTS = Statement("SELECT count(*) FROM registry_import WHERE state = 'published'")
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


@dataclass(frozen=True)
class Drill:
    """How much of it: for so long and so often, with the program in `root`."""

    root: Path
    households: int = 2
    after_seconds: float = 15.0
    kills: int = 10
    """How often the primary of a cluster is killed."""


def run(kind: str, name: str, drill: Drill) -> Outcome:
    """Run experiment `name` on a fresh database of `kind`."""
    hurt = (ON_SQLITE if kind == "sqlite" else ON_POSTGRESQL)[name]
    with folder_for_everybody() as folder, _scene(kind, name, folder, drill) as scene:
        installation, stop = scene.installation, threading.Event()
        with installation.running():
            living = installation.households(drill.households, stop)
            threads = [threading.Thread(target=each.live) for each in living]
            for thread in threads:
                thread.start()
            try:
                time.sleep(3)
                hurt(scene)
                over_at = time.monotonic()
                time.sleep(drill.after_seconds)
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            return _outcome(kind, name, scene, living[0], over_at)


def _outcome(kind: str, name: str, scene: Scene, household: Household, over_at: float) -> Outcome:
    installation = scene.installation
    ledger, came = installation.ledger, installation.mailbox.came
    refused, recovery = ledger.refused, max((*scene.recoveries, ledger.recovery_seconds(over_at)))
    promised = [each.address for each in ledger.families if each.has_message]
    until = time.monotonic() + _MAIL_SECONDS
    while time.monotonic() < until and not all(came[each] for each in promised):
        time.sleep(0.2)
    portal = Browser(installation.port, "10.99.0.1", ledger)
    sure = [each for each in ledger.families if each.refresh_token and not each.may_have_turned]
    dead = sum(not household.renew(portal, each) for each in sure)
    there, imported = _counted(installation.urls[0])
    uncertain = sum(each.may_have_account for each in ledger.families)
    unsent = sum(not came[each] for each in promised)
    twice = sum(max(0, came[each.address] - each.messages_asked) for each in ledger.families)
    return Outcome(
        database=kind,
        name=name,
        acknowledged=ledger.acknowledged,
        lost=max(0, ledger.acknowledged - there, installation.dropped - imported) + dead + unsent,
        orphaned=max(0, there - ledger.acknowledged - uncertain),
        doubled=twice + max(0, imported - installation.dropped),
        refused=refused,
        recovery_seconds=recovery,
        notes="; ".join(installation.notes),
    )


def _counted(url: str) -> tuple[int, int]:
    """Return how many accounts there are, and imports that were read to the end."""
    database = Database.open(DatabaseSettings(url=url))
    with database.reading() as tx:
        counts = [(tx.row(each) or (0,))[0] for each in (_ACCOUNTS, _IMPORTS)]
    database.close()
    return counts[0], counts[1]


@contextlib.contextmanager
def _scene(kind: str, name: str, folder: Path, drill: Drill) -> Iterator[Scene]:
    with contextlib.ExitStack() as running:
        if kind == "sqlite":
            data = folder / "data"
            data.mkdir()
            if name == "fill":
                subprocess.run(["mount", "-t", "tmpfs", "-o", _SMALL, "tmpfs", data], check=True)
                running.callback(lambda: subprocess.run(["umount", "--lazy", data], check=True))
            yield Scene(Installation((f"sqlite:///{data}/parvis.db",), folder, drill.root))
            return
        if name == "fail over":
            cluster = Cluster(folder)
            running.callback(cluster.stop)
            cluster.start()
            urls = running.enter_context(ways_in(cluster))
            installation = Installation(urls, folder, drill.root)
            yield Scene(installation, cluster=cluster, kills=drill.kills)
            return
        server = _started(running, folder / "first")
        way = running.enter_context(tcp_proxy(server.port))
        url = f"postgresql://parvis@127.0.0.1:{way.port}/postgres"
        yield Scene(Installation((url,), folder, drill.root), server, way)


def _started(running: contextlib.ExitStack, folder: Path) -> Postgres:
    folder.mkdir()
    server = Postgres(folder)
    server.make()
    server.start()

    def stop() -> None:
        if (server.data / "postmaster.pid").exists():
            server.stop()

    running.callback(stop)
    return server
