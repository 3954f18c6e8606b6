"""One experiment: an installation at work, a fault, and what is left of it afterwards."""

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.faults.cluster import Cluster
from benchmarks.faults.experiments import ON_POSTGRESQL, ON_SQLITE, ON_TWO_NODES, Scene
from benchmarks.faults.household import Browser, Household
from benchmarks.faults.installation import Installation, folder_for_everybody
from benchmarks.faults.predecessor import predecessor
from benchmarks.faults.ways_in import ways_in
from idp.settings import DatabaseSettings
from idp.storage import Database, Statement
from tests.postgres import Postgres
from tests.tcp_proxy import tcp_proxy

_ACCOUNTS = Statement("SELECT count(*) FROM account")
_IMPORTS = Statement("SELECT count(*) FROM registry_import WHERE state = 'published'")
_MAIL_SECONDS = 45.0
_ACCOUNT_SECONDS = 90.0
_SMALL = {"sqlite": "size=12m", "postgresql": "size=160m"}


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
    restarts: int = 10
    """How often every node of two is replaced."""
    requests: int = 10_000
    """How many requests are asked beside each of these."""


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
                _wait_for_an_account(installation)
                hurt(scene)
                over_at = time.monotonic()
                _wait_for_an_account(installation)
                time.sleep(max(0.0, over_at + drill.after_seconds - time.monotonic()))
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            return _outcome(kind, name, scene, living[0], over_at)


def _wait_for_an_account(installation: Installation) -> None:
    """Wait until parents are told of one more than there were."""
    until, before = time.monotonic() + _ACCOUNT_SECONDS, installation.ledger.acknowledged
    while installation.ledger.acknowledged == before:
        if time.monotonic() > until:
            raise RuntimeError("nobody can sign up")
        time.sleep(0.05)


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
    missing = max(0, ledger.acknowledged - there, installation.dropped - imported)
    return Outcome(
        database=kind,
        name=name,
        acknowledged=ledger.acknowledged,
        lost=missing + dead + unsent + scene.failed,
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
                _mount_small(running, kind, data)
            yield _on(f"sqlite:///{data}/parvis.db", name, folder, drill)
            return
        if name == "fail over":
            cluster = Cluster(folder)
            running.callback(cluster.stop)
            cluster.start()
            urls = running.enter_context(ways_in(cluster))
            installation = Installation(urls, folder, drill.root)
            yield Scene(installation, cluster=cluster, kills=drill.kills)
            return
        (folder / "first").mkdir()
        if name == "fill":
            _mount_small(running, kind, folder / "first")
        server = _started(running, folder / "first")
        way = running.enter_context(tcp_proxy(server.port))
        url = f"postgresql://parvis@127.0.0.1:{way.port}/postgres"
        scene = _on(url, name, folder, drill)
        yield replace(scene, server=server, way=way)


def _on(url: str, name: str, folder: Path, drill: Drill) -> Scene:
    if name not in ON_TWO_NODES:
        return Scene(Installation((url,), folder, drill.root))
    root = predecessor(drill.root, folder) if name == "upgrade" else drill.root
    keeps_alive = "no keep-alive" not in name
    return Scene(
        Installation((url, url), folder, root, keeps_alive=keeps_alive),
        restarts=drill.restarts,
        requests=drill.requests,
        successor=drill.root,
    )


def _mount_small(running: contextlib.ExitStack, kind: str, folder: Path) -> None:
    disk = ("-t", "tmpfs", "-o", f"{_SMALL[kind]},mode=755", "tmpfs")
    subprocess.run(["mount", *disk, folder], check=True)
    running.callback(lambda: subprocess.run(["umount", "--lazy", folder], check=True))


def _started(running: contextlib.ExitStack, folder: Path) -> Postgres:
    server = Postgres(folder)
    server.make()
    server.start()

    def stop() -> None:
        if server.is_running:
            server.stop()

    running.callback(stop)
    return server
