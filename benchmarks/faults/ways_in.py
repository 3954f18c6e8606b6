"""HAProxy and PgBouncer on a machine of Parvis, as `config/high-availability` has them."""

import contextlib
import subprocess
import time
from collections.abc import Iterator

import psycopg

from benchmarks.faults.cluster import NAME, Cluster, as_postgres

_FIRST = 21
_HAPROXY, _PGBOUNCER = "/usr/sbin/haproxy", "/usr/sbin/pgbouncer"
_PATIENCE_SECONDS = 30.0


@contextlib.contextmanager
def ways_in(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Run two such machines; give how the first reaches the primary, and the second, pooled."""
    with contextlib.ExitStack() as running:
        direct = running.enter_context(_haproxy(cluster, _FIRST))
        running.enter_context(_haproxy(cluster, _FIRST + 1))
        yield direct, running.enter_context(_pgbouncer(cluster, _FIRST + 1))


@contextlib.contextmanager
def _haproxy(cluster: Cluster, last: int) -> Iterator[str]:
    address = cluster.network.address(last)
    file = cluster.folder / f"haproxy{last}.cfg"
    file.write_text(cluster.network.file("haproxy.cfg", {"127.0.0.1": address}), "utf-8")
    # By its name, which the certificate has, at this machine's address.
    way = f"hostaddr={address}&target_session_attrs=read-write"
    proof = f"sslmode=verify-full&sslrootcert={cluster.certificate.path}"
    url = f"postgresql://parvis:{cluster.password}@{NAME}:5000/parvis?{way}&{proof}"
    with _running([_HAPROXY, "-db", "-q", "-f", str(file)], url):
        yield url


@contextlib.contextmanager
def _pgbouncer(cluster: Cluster, last: int) -> Iterator[str]:
    address = cluster.network.address(last)
    folder = cluster.folder / f"pgbouncer{last}"
    folder.mkdir()
    own = {
        "127.0.0.1": address,
        "/etc/pgbouncer/userlist.txt": str(folder / "userlist.txt"),
        "/etc/ssl/certs/parvis-db.pem": str(cluster.certificate.path),
    }
    (folder / "pgbouncer.ini").write_text(cluster.network.file("pgbouncer.ini", own), "utf-8")
    with psycopg.connect(cluster.url("postgres", "postgres")) as connection:
        query = 'SELECT format(\'"%s" "%s"\', rolname, rolpassword) FROM pg_authid'
        found = connection.execute(f"{query} WHERE rolname = 'parvis'".encode()).fetchone()
    assert found is not None
    (folder / "userlist.txt").write_text(found[0], "utf-8")
    url = f"postgresql://parvis:{cluster.password}@{address}:6432/parvis"
    command = [*as_postgres(), _PGBOUNCER, "-q", str(folder / "pgbouncer.ini")]
    with _running(command, url):
        yield url


@contextlib.contextmanager
def _running(command: list[str], url: str) -> Iterator[None]:
    """Run `command`, and wait until it leads to the primary."""
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + _PATIENCE_SECONDS
            while not _leads(url):
                if time.monotonic() > until:
                    raise RuntimeError(f"{command} leads to no primary")
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


def _leads(url: str) -> bool:
    """Tell whether `url` leads to the primary: HAProxy believes in all three before it asked."""
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url) as connection:
        return connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)
    return False
