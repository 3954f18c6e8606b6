"""PgBouncer between a database and its clients, each transaction on whatever connection is free."""

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.ports import free_port
from tests.postgres import Postgres, as_user

_PROGRAM = "/usr/sbin/pgbouncer"
_SETTINGS = """[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
logfile = {folder}/log
"""


@contextlib.contextmanager
def pgbouncer(server: Postgres, folder: Path) -> Iterator[str]:
    """Run one in `folder`, with its own defaults, and give the URL of the database behind it."""
    if not Path(_PROGRAM).exists():
        raise RuntimeError("PgBouncer is missing: apt-get install pgbouncer")
    folder.mkdir()
    port = free_port()
    written = _SETTINGS.format(server=server.port, port=port, folder=folder)
    # auth_type = any logs everybody in as the user that the database names.
    written = written.replace(f"port={server.port}", f"port={server.port} user=parvis")
    (folder / "settings.ini").write_text(written, "utf-8")
    if as_user():
        shutil.chown(folder, "postgres")
    command = [*as_user(), _PROGRAM, "-q", str(folder / "settings.ini")]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        url = f"postgresql://parvis@127.0.0.1:{port}/postgres"
        try:
            for _ in range(100):
                with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url):
                    break
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()
