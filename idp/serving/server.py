"""Gunicorn's processes, set up for this application; an engine reads requests in each of them.

Both engines share what these processes do: they fork from one that has the application loaded,
accept at one socket, are started again when they end, and leave in the same way.
"""

import logging
import signal
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import gunicorn.http.message
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker
from typing_extensions import override

from idp.app import create_app
from idp.modules import reading_modules
from idp.serving.heap import keep_trimmed
from idp.serving.metrics import ProcessMetrics
from idp.serving.scheduling import interrupt_who_computes, take_turns
from idp.settings import ServerSettings, Settings
from idp.wiring import Provider

# A portal may send 4 KiB of `state`; percent-encoded in a GET that is 12 KiB.
_REQUEST_LINE_BYTES = 16_384
_HUNG_SECONDS = 60
_KEEP_ALIVE_SECONDS = 75
# Those that end a process; who ends a group sends SIGINT.
_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
_MEMORY = Path("/dev/shm")  # noqa: S108 - only heartbeats of gunicorn's processes are kept there


class _Discretion(logging.Filter):
    """Removes what gunicorn quotes of a request: the peer's address, the line, the query."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        if str(record.msg).startswith(("Invalid request", "Error handling request")):
            record.msg, record.args = "a request did not reach the application", ()
        return True


class _Log(Logger):
    """Gunicorn's messages in our own log."""

    @override
    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.addFilter(_Discretion())


class _Parent(Arbiter):
    """Forks processes that lose no signal to end.

    Until one has its own handlers it has those of its parent, which put a signal where nobody
    looks: it would go on until it is killed.
    """

    @override
    def spawn_worker(self) -> Any:
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            return super().spawn_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


class Server(BaseApplication):
    """Gunicorn, configured by our settings alone."""

    def __init__(self, settings: Settings, open_provider: Callable[[], Provider]) -> None:
        self._settings = settings
        self._open_provider = open_provider
        self._watched = ProcessMetrics(settings)
        self._provider: Provider
        super().__init__()

    @override
    def run(self) -> None:
        _Parent(self).run()

    @override
    def load_config(self) -> None:
        # Gunicorn allows no more than this constant, whatever the option says.
        gunicorn.http.message.MAX_REQUEST_LINE = _REQUEST_LINE_BYTES  # type: ignore[misc]
        settings = self._settings.server
        for name, value in _options(settings).items():
            self.cfg.set(name, value)
        self.cfg.set("worker_class", _worker_class(settings, self._announce))
        self.cfg.set("pre_fork", lambda _server, worker: self._watched.before_fork(worker.age))
        self.cfg.set("post_worker_init", self._begin_worker)
        self.cfg.set("worker_exit", lambda _server, _worker: self._end_worker())
        self.cfg.set("child_exit", lambda _server, worker: self._watched.ended(worker.age))

    @override
    def load(self) -> Callable[..., Any]:
        with reading_modules():
            provider = self._provider = self._open_provider()
            provider.continuity.follow_in_each_process()
            # The processes that fork from here share cached keys and clients; they must not share
            # a connection to the database or a session of a PKCS #11 token.
            provider.keys.current()
            provider.directory.clients.all()
            app = create_app(provider)
            provider.database.close()
            self._watched.share(provider)
            provider.keyring.leave()
        return app

    def _end_worker(self) -> None:
        # Records outside of the database how far it has come.
        self._provider.continuity.look()

    def _begin_worker(self, worker: Worker) -> None:
        if take_turns():
            self._provider.directory.passwords.places.tell(interrupt_who_computes)
        keep_trimmed()
        self._watched.begin(worker.age)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    def _announce(self) -> None:
        self._provider.leaving.set()


def _options(settings: ServerSettings) -> dict[str, object]:
    return {
        "bind": settings.bind,
        "workers": settings.workers,
        "threads": settings.threads,
        "preload_app": True,
        "max_requests": settings.recycle_requests,
        "max_requests_jitter": settings.recycle_requests // 10,
        "graceful_timeout": settings.leaving_seconds + settings.drain_seconds,
        "timeout": _HUNG_SECONDS,
        "keepalive": _KEEP_ALIVE_SECONDS,
        "limit_request_line": _REQUEST_LINE_BYTES,
        # No scheme is taken from headers, and any peer is allowed, so that gunicorn parses no
        # address for that. Pages and endpoints read `server.trusted_proxies` themselves.
        "forwarded_allow_ips": "*",
        "secure_scheme_headers": {},
        "forwarder_headers": "",
        "logger_class": _Log,
        "control_socket_disable": True,
        "worker_tmp_dir": str(_MEMORY) if _MEMORY.is_dir() else None,
    }


def _worker_class(settings: ServerSettings, announce: Callable[[], None]) -> type[Worker]:
    # Only the engine that is used is loaded.
    engine = import_module(f"idp.serving.{settings.engine}.engine")
    found: type[Worker] = engine.worker_class(settings, announce)
    return found
