"""The worker of granian's engine, with the settings of a server."""

from collections.abc import Callable

from idp.serving.granian.worker import GranianWorker
from idp.settings import ServerSettings


def worker_class(settings: ServerSettings, announce: Callable[[], None]) -> type[GranianWorker]:
    """Return a class of workers that call `announce` when they begin to leave."""
    members = {"settings": settings, "announce": staticmethod(announce)}
    return type("Worker", (GranianWorker,), members)
