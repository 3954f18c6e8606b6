"""Bodies that are longer than a form: files. Few threads of a process read them at a time."""

from contextlib import AbstractContextManager, nullcontext

from flask import Request

from idp.wiring import Provider


def place_for_body(request: Request, provider: Provider) -> AbstractContextManager[None]:
    """Return a place to read the request's body in; a short one needs none.

    Entering it raises TooBusyError when as many threads as may read long ones.
    """
    length = request.content_length
    is_short = length is not None and length <= provider.settings.server.body_bytes
    return nullcontext() if is_short else provider.shares.bodies.taken()
