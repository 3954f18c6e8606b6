"""The faults, each with the moment at which it is over."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.faults.balancer import Clients
from benchmarks.faults.cluster import Cluster
from benchmarks.faults.installation import Installation
from tests.postgres import Postgres
from tests.tcp_proxy import TcpProxy

_FROZEN_SECONDS = 8.0
_DOWN_SECONDS = 3.0
_BETWEEN_SECONDS = 10.0


@dataclass
class Scene:
    """What an experiment may hurt; a server and the way there, or a cluster, on PostgreSQL."""

    installation: Installation
    server: Postgres | None = None
    way: TcpProxy | None = None
    cluster: Cluster | None = None
    kills: int = 1
    restarts: int = 1
    """How often every node is replaced."""
    requests: int = 100
    """How many are asked beside each of these, and beside each state of an upgrade."""
    successor: Path | None = None
    """The next version of the program that runs."""
    failed: int = 0
    """How many of those requests failed."""
    recoveries: list[float] = field(default_factory=list)
    """How long after each fault but the last a request was still refused, in seconds."""


Hurt = Callable[[Scene], None]


def _server(scene: Scene) -> Postgres:
    assert scene.server is not None
    return scene.server


def restart_fast(scene: Scene) -> None:
    """Restart PostgreSQL as an operator does, three seconds down."""
    _server(scene).stop("fast")
    time.sleep(_DOWN_SECONDS)
    _server(scene).start()


def restart_immediate(scene: Scene) -> None:
    """Restart PostgreSQL without a word to anybody."""
    _server(scene).restart("immediate")


def kill_server(scene: Scene) -> None:
    """Let the machine of PostgreSQL lose its power, and come back."""
    _server(scene).kill()
    time.sleep(_DOWN_SECONDS)
    _server(scene).start()


def cut(scene: Scene) -> None:
    """End every connection in the network."""
    assert scene.way is not None
    scene.way.cut()


def forget(scene: Scene) -> None:
    """Let a firewall forget every connection, without a word."""
    assert scene.way is not None
    scene.way.forget()


def freeze(scene: Scene) -> None:
    """Let PostgreSQL answer nothing for eight seconds, while what needs none is asked for."""
    _server(scene).freeze()
    until = time.monotonic() + _FROZEN_SECONDS
    unanswered = 0
    while time.monotonic() < until:
        for path in ("/health/live", "/.well-known/jwks.json", "/static/parvis.css"):
            unanswered += scene.installation.status(path) != 200  # noqa: PLR2004 - HTTP's own
        time.sleep(0.2)
    _server(scene).thaw()
    scene.installation.notes.append(f"{unanswered} of what needs no database unanswered")


def fail_over(scene: Scene) -> None:
    """Kill the primary's server, or the primary's whole machine, again and again in turn.

    A file for the registry is dropped each time, while nobody takes it: one worker is to have it.
    """
    cluster, installation = scene.cluster, scene.installation
    assert cluster is not None
    promoted_at, told = 0.0, []
    for kill in range(scene.kills):
        if kill:
            time.sleep(_BETWEEN_SECONDS)
            scene.recoveries.append(installation.ledger.recovery_seconds(promoted_at))
            cluster.start_what_is_down()
            cluster.wait_until_whole()
        former, killed_at = cluster.primary(), time.monotonic()
        if kill % 2:
            former.kill()
        else:
            former.kill_server()
        installation.drop(kill)
        promoted_at = cluster.wait_for_another(former)
        told.append(f"{promoted_at - killed_at:.0f}")
    installation.notes.append(f"promoted after {' '.join(told)} s")


def kill_serve(scene: Scene) -> None:
    """Kill every process that answers, and start again."""
    scene.installation.kill("serve")
    scene.installation.start("serve")
    scene.installation.wait_until_ready()


def kill_worker(scene: Scene) -> None:
    """Kill the worker, and start it again."""
    scene.installation.kill("worker")
    scene.installation.start("worker")


def rolling(scene: Scene) -> None:
    """Replace every node, one after the other, again and again."""
    with _asking(scene) as clients:
        for _ in range(scene.restarts):
            until = clients.asked + scene.requests
            for node in range(len(scene.installation.urls)):
                scene.installation.replace(node)
            clients.wait_for(until)


def upgrade(scene: Scene) -> None:
    """Migrate the database, then replace the nodes by those of the next version."""
    assert scene.successor is not None
    with _asking(scene) as clients:
        clients.wait_for(scene.requests)
        scene.installation.root = scene.successor
        scene.installation.parvis("db", "upgrade")
        clients.wait_for(clients.asked + scene.requests)
        for node in range(len(scene.installation.urls)):
            scene.installation.replace(node)
            clients.wait_for(clients.asked + scene.requests)


@contextlib.contextmanager
def _asking(scene: Scene) -> Iterator[Clients]:
    installation = scene.installation
    clients = Clients(installation.port, keeps_alive=installation.keeps_alive)
    clients.start()
    try:
        yield clients
    finally:
        clients.stop()
    scene.failed = sum(clients.failed.values())
    told = clients.failed or "none failed"
    installation.notes.append(f"{clients.asked:,} requests beside it: {told}")


def lock(scene: Scene) -> None:
    """Hold the write lock of SQLite for eight seconds."""
    with contextlib.closing(sqlite3.connect(_file(scene), timeout=30)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(_FROZEN_SECONDS)


def fill(scene: Scene) -> None:
    """Fill the database's disk to the last byte, for eight seconds."""
    folder = scene.server.folder if scene.server else _file(scene).parent
    until = time.monotonic() + _FROZEN_SECONDS
    # Again and again: the database gives some of it back, and takes it for what is new.
    while time.monotonic() < until:
        with contextlib.suppress(OSError), (folder / "ballast").open("ab", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        time.sleep(0.1)
    ready = scene.installation.status("/health/ready")
    told = scene.installation.told_by_doctor("database")
    (folder / "ballast").unlink()
    scene.installation.notes.append(f"while full ready said {ready}, doctor {told!r}")
    if scene.server and not scene.server.is_running:
        scene.installation.notes.append("PostgreSQL had stopped")
        scene.server.start()


def _file(scene: Scene) -> Path:
    return Path(urlsplit(scene.installation.urls[0]).path)


ON_TWO_NODES: dict[str, Hurt] = {
    "rolling": rolling,
    "rolling, no keep-alive": rolling,
    "upgrade": upgrade,
}
ON_SQLITE: dict[str, Hurt] = {
    "kill serve": kill_serve,
    "kill worker": kill_worker,
    "lock": lock,
    "fill": fill,
    **ON_TWO_NODES,
}
ON_POSTGRESQL: dict[str, Hurt] = {
    "kill serve": kill_serve,
    "kill worker": kill_worker,
    "restart fast": restart_fast,
    "restart immediate": restart_immediate,
    "kill server": kill_server,
    "cut": cut,
    "forget": forget,
    "freeze": freeze,
    "fill": fill,
    "fail over": fail_over,
    **ON_TWO_NODES,
}
SHORT = {"sqlite": ("lock",), "postgresql": ("restart fast",)}
