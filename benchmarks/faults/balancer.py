"""nginx before two nodes, as a board would have it, and clients that count what failed."""

import contextlib
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

_SETTINGS = """daemon off; pid {folder}/pid; error_log {folder}/error; worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  upstream nodes {{ {nodes} {keepalive} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://nodes;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
    }}
  }}
}}
"""


@contextlib.contextmanager
def nginx(port: int, nodes: tuple[int, ...], folder: Path, *, keeps_alive: bool) -> Iterator[None]:
    """Run nginx on `port` before `nodes`; it keeps connections to them, or opens one a request."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    folder.mkdir()
    written = _SETTINGS.format(
        folder=folder,
        port=port,
        # A node that refuses a connection is left alone for a second.
        nodes=" ".join(f"server 127.0.0.1:{each} max_fails=1 fail_timeout=1s;" for each in nodes),
        keepalive="keepalive 16;" if keeps_alive else "",
    )
    (folder / "settings").write_text(written, "utf-8")
    with subprocess.Popen([program, "-c", str(folder / "settings"), "-p", str(folder)]) as process:
        try:
            yield
        finally:
            process.terminate()


@dataclass
class Clients:
    """Threads that ask all along, every fourth time by POST, and keep count of what came back."""

    port: int
    threads: int = 4
    keeps_alive: bool = True
    seen: Counter[str] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)
    _running: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin."""
        self._running = [threading.Thread(target=self._ask) for _ in range(self.threads)]
        for each in self._running:
            each.start()

    def stop(self) -> None:
        """End, and wait for what is under way."""
        self._stop.set()
        for each in self._running:
            each.join()

    @property
    def asked(self) -> int:
        """How many requests were sent."""
        return self.seen.total()

    @property
    def failed(self) -> dict[str, int]:
        """What came instead of an answer, and how often."""
        return {what: count for what, count in self.seen.items() if what not in {"200", "401"}}

    def wait_for(self, asked: int) -> None:
        """Wait until so many requests were sent."""
        while self.asked < asked:
            time.sleep(0.05)

    def _ask(self) -> None:
        connection, number = HTTPConnection("127.0.0.1", self.port, timeout=20), 0
        form = urlencode({"token": "a.b.c", "client_id": "nobody", "client_secret": "none"})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        while not self._stop.is_set():
            number += 1
            try:
                if number % 4:
                    connection.request("GET", "/.well-known/jwks.json")
                else:
                    connection.request("POST", "/introspect", form, kind)
                answer = connection.getresponse()
                answer.read()
                self.seen[str(answer.status)] += 1
            except (HTTPException, OSError) as error:
                self.seen[type(error).__name__] += 1
                connection.close()
            if not self.keeps_alive:
                connection.close()
        connection.close()
