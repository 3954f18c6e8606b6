"""Who is measured by `make bench`: Parvis as it may be run, its floors, and a peer.

Each server runs on the first core, and so does its database: a figure is what one core does.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks import targets
from benchmarks.database_server import postgresql
from benchmarks.targets import SERVER_CORE, Target
from tests.ports import free_port
from tests.postgres import Postgres

_FIRST_PORT = 26_000
FLOOR, FLOOR_POSTGRESQL, PEER = "floor", "floor, PostgreSQL", "oidc-provider"
_DATABASES = ("SQLite", "PostgreSQL")
_ALGORITHMS = ("RS256", "ES256")


@dataclass(frozen=True)
class Contender:
    """A server that can be started on a port, with its files in a folder."""

    name: str
    start: Callable[[Path, int], Target]
    database_pid: int | None = None
    """Of a database that is a server of its own."""


class Redis(NamedTuple):
    """A Redis that runs."""

    port: int
    pid: int


@contextmanager
def started(folder: Path, names: list[str]) -> Iterator[dict[str, Target]]:
    """Run those whose name holds one of `names`, all where there are none; give them by name."""
    with ExitStack() as running:
        postgres = running.enter_context(postgresql(folder, core=int(SERVER_CORE)))
        redis = running.enter_context(_redis(folder))
        found: dict[str, Target] = {}
        for number, each in enumerate(_line_up(postgres, redis)):
            if names and not any(name in each.name for name in names):
                continue
            own = folder / str(number)
            own.mkdir()
            target = running.enter_context(_running(each, own, _FIRST_PORT + number))
            found[each.name] = target
        yield found


def _line_up(postgres: Postgres, redis: Redis) -> list[Contender]:
    return [
        Contender(FLOOR, targets.floor),
        Contender(
            FLOOR_POSTGRESQL,
            lambda folder, port: targets.floor(folder, port, postgres.add("floor")),
            postgres.main_pid,
        ),
        *(
            _parvis(database, algorithm, postgres)
            for database in _DATABASES
            for algorithm in _ALGORITHMS
        ),
        *(_parvis(database, "ES256", postgres, "granian") for database in _DATABASES),
        Contender(f"{PEER} in memory", targets.peer),
        Contender(
            f"{PEER} with Redis",
            lambda folder, port: targets.peer(folder, port, redis.port),
            redis.pid,
        ),
    ]


def _parvis(
    database: str, algorithm: str, postgres: Postgres, engine: str = "gunicorn"
) -> Contender:
    def start(folder: Path, port: int) -> Target:
        url = None
        if database == "PostgreSQL":
            url = postgres.add(f"parvis_{algorithm.lower()}_{engine}")
        told = {"PARVIS_SERVER_ENGINE": engine}
        return targets.parvis(folder, port, url, algorithm=algorithm, told=told)

    by = "" if engine == "gunicorn" else f"{engine}, "
    pid = postgres.main_pid if database == "PostgreSQL" else None
    return Contender(f"Parvis, {by}{database}, {algorithm}", start, pid)


@contextmanager
def _running(contender: Contender, folder: Path, port: int) -> Iterator[Target]:
    target = contender.start(folder, port)
    target.database_pid = contender.database_pid
    try:
        yield target
    finally:
        target.stop()


@contextmanager
def _redis(folder: Path) -> Iterator[Redis]:
    """Run a Redis that flushes each write before it answers."""
    port = free_port()
    command = [
        *("taskset", "-c", SERVER_CORE, "redis-server", "--port", str(port), "--bind", "127.0.0.1"),
        *("--dir", str(folder), "--save", "", "--appendonly", "yes", "--appendfsync", "always"),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            yield Redis(port, process.pid)
        finally:
            process.terminate()
