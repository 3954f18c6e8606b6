"""The faults, each with the moment at which it is over."""

import contextlib
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from benchmarks.faults.installation import Installation
from tests.postgres import Postgres
from tests.tcp_proxy import TcpProxy

_FROZEN_SECONDS = 8.0
_DOWN_SECONDS = 3.0


@dataclass
class Scene:
    """What an experiment may hurt; `server`, `way` and `replica` only on PostgreSQL."""

    installation: Installation
    server: Postgres | None = None
    way: TcpProxy | None = None
    replica: Postgres | None = None


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
    """Lose the primary, and make its replica the one."""
    assert scene.replica is not None
    with psycopg.connect(_server(scene).url(), autocommit=True) as connection:
        _wait_for(lambda: _is_followed(connection))
    _server(scene).kill()
    time.sleep(1)
    scene.replica.promote()


def kill_serve(scene: Scene) -> None:
    """Kill every process that answers, and start again."""
    scene.installation.kill("serve")
    scene.installation.start("serve")
    scene.installation.wait_until_ready()


def kill_worker(scene: Scene) -> None:
    """Kill the worker, and start it again."""
    scene.installation.kill("worker")
    scene.installation.start("worker")


def lock(scene: Scene) -> None:
    """Hold the write lock of SQLite for eight seconds."""
    with contextlib.closing(sqlite3.connect(_file(scene), timeout=30)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(_FROZEN_SECONDS)


def fill(scene: Scene) -> None:
    """Fill the disk of SQLite to the last byte, for eight seconds."""
    ballast = _file(scene).parent / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    time.sleep(_FROZEN_SECONDS / 2)
    ready = scene.installation.status("/health/ready")
    time.sleep(_FROZEN_SECONDS / 2)
    ballast.unlink()
    scene.installation.notes.append(f"ready said {ready} while full")


def _file(scene: Scene) -> Path:
    return Path(urlsplit(scene.installation.url).path)


def _is_followed(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    query = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
    found = connection.execute(query).fetchone()
    return found is not None and found[0] == 1


def _wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(100):
        if condition():
            return
        time.sleep(0.1)
    raise RuntimeError("it did not come")


ON_SQLITE: dict[str, Hurt] = {
    "kill serve": kill_serve,
    "kill worker": kill_worker,
    "lock": lock,
    "fill": fill,
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
    "fail over": fail_over,
}
SHORT = {"sqlite": ("lock",), "postgresql": ("restart fast",)}
