"""The proxies of `config/proxies`, as they stand there, on ports of this test."""

import contextlib
import os
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path

from tests.ports import free_port
from tests.tls import Certificate

NAME = "compte.example.org"
_FILES = Path(__file__).parents[2] / "config" / "proxies"
_MODULES = Path("/usr/lib/apache2/modules")
_PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def header(self, name: str) -> str:
        """Return the first header of that name; empty for none."""
        return next((value for each, value in self.headers if each.lower() == name), "")


@dataclass(frozen=True)
class Proxy:
    """A proxy that runs, as clients reach it."""

    port: int
    certificate: Certificate

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """Return what was answered."""
        context = ssl.create_default_context(cafile=str(self.certificate.path))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection = HTTPSConnection(NAME, timeout=30)
        connection.sock = context.wrap_socket(plain, server_hostname=NAME)
        with contextlib.suppress(BrokenPipeError, ssl.SSLEOFError):
            # Whoever refuses a long body need not read it: the answer is there all the same.
            connection.request(method, path, body or None, dict(headers or {}))
        response = connection.getresponse()
        answer = Answer(response.status, response.getheaders(), response.read().decode())
        connection.close()
        return answer


def _changed(name: str, changes: Mapping[str, str]) -> str:
    text = (_FILES / name).read_text("utf-8")
    for old, new in changes.items():
        assert old in text, f"{name} has no {old!r}"
        text = text.replace(old, new)
    return text


def nginx(folder: Path, port: int, upstream: int, certificate: Certificate) -> list[str]:
    site = _changed(
        "nginx.conf",
        {
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            f"/etc/ssl/parvis/{NAME}.pem": str(certificate.path),
            f"/etc/ssl/parvis/{NAME}.key": str(certificate.key_path),
        },
    )
    spool = "".join(
        f"{each}_temp_path {folder}/{each};\n"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{spool}{site}}}\n"
    (folder / "nginx.conf").write_text(whole, "utf-8")
    settings = f"daemon off; master_process off; error_log {folder}/log;"
    return ["/usr/sbin/nginx", "-c", f"{folder}/nginx.conf", "-g", settings]


def haproxy(folder: Path, port: int, upstream: int, certificate: Certificate) -> list[str]:
    both = folder / "both.pem"
    both.write_bytes(certificate.path.read_bytes() + certificate.key_path.read_bytes())
    changes = {
        "bind :443": f"bind 127.0.0.1:{port}",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        f"/etc/haproxy/{NAME}.pem": str(both),
    }
    (folder / "haproxy.cfg").write_text(_changed("haproxy.cfg", changes), "utf-8")
    return ["/usr/sbin/haproxy", "-db", "-f", f"{folder}/haproxy.cfg"]


def apache(folder: Path, port: int, upstream: int, certificate: Certificate) -> list[str]:
    names = ("mpm_event", "authz_core", "socache_shmcb", "ssl", "proxy", "proxy_http")
    modules = "".join(f"LoadModule {each}_module {_MODULES}/mod_{each}.so\n" for each in names)
    changes = {
        "*:443": f"127.0.0.1:{port}",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        f"/etc/ssl/parvis/{NAME}.pem": str(certificate.path),
        f"/etc/ssl/parvis/{NAME}.key": str(certificate.key_path),
    }
    whole = (
        f"ServerRoot {folder}\nPidFile {folder}/pid\nErrorLog {folder}/log\nDefaultRuntimeDir "
        f"{folder}\nServerName {NAME}\nListen 127.0.0.1:{port}\n{modules}"
        f"{_changed('apache.conf', changes)}"
    )
    (folder / "apache.conf").write_text(whole, "utf-8")
    return ["/usr/sbin/apache2", "-f", f"{folder}/apache.conf", "-D", "FOREGROUND"]


def caddy(folder: Path, port: int, upstream: int, certificate: Certificate) -> list[str]:
    changes = {
        f"\n{NAME} {{": f"\n{{\n\tadmin off\n\tauto_https off\n}}\nhttps://{NAME}:{port} {{",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        f"/etc/ssl/parvis/{NAME}.pem": str(certificate.path),
        f"/etc/ssl/parvis/{NAME}.key": str(certificate.key_path),
    }
    (folder / "Caddyfile").write_text(_changed("Caddyfile", changes), "utf-8")
    command = ["/usr/bin/caddy", "run", "--adapter", "caddyfile"]
    return [*command, "--config", f"{folder}/Caddyfile"]


PROXIES: dict[str, Callable[[Path, int, int, Certificate], list[str]]] = {
    "nginx": nginx,
    "haproxy": haproxy,
    "apache": apache,
    "caddy": caddy,
}


@contextmanager
def running(name: str, folder: Path, upstream: int, certificate: Certificate) -> Iterator[Proxy]:
    """Run the proxy `name` in front of the port `upstream` until it answers for it."""
    port = free_port()
    command = PROXIES[name](folder, port, upstream, certificate)
    if not Path(command[0]).exists():
        raise RuntimeError(f"{command[0]} is missing: make test installs it")
    own = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    log = (folder / "said").open("wb")
    process = subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=log)
    proxy = Proxy(port, certificate)
    try:
        _wait_for(proxy, process, folder)
        yield proxy
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)
        log.close()


def _wait_for(proxy: Proxy, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, (folder / "said").read_text("utf-8")
        try:
            if proxy.ask("GET", "/health/live").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError((folder / "said").read_text("utf-8"))
