"""The worker of gunicorn's engine, with the bounds of a server."""

from collections.abc import Callable

from idp.serving.gunicorn.leaving_worker import LeavingWorker
from idp.serving.request_bounds import bounds_of
from idp.settings import ServerSettings


def worker_class(settings: ServerSettings, announce: Callable[[], None]) -> type[LeavingWorker]:
    """Return a class of workers that call `announce` when they begin to leave."""
    members = {
        "bounds": bounds_of(settings),
        "leaving_seconds": settings.leaving_seconds,
        "announce": staticmethod(announce),
    }
    return type("Worker", (LeavingWorker,), members)
