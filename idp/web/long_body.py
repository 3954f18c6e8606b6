"""Bodies longer than a form (files), which few threads of a process may read at a time."""

from contextlib import AbstractContextManager, nullcontext

from flask import Request

from idp.wiring import Provider


def place_for_body(request: Request, provider: Provider) -> AbstractContextManager[None]:
    """Return the share in which to read the request's body; a short one needs none.

    Entering it raises TooBusyError when as many threads as allowed read long bodies.
    """
    length = request.content_length
    is_short = length is not None and length <= provider.settings.server.body_bytes
    return nullcontext() if is_short else provider.shares.bodies.taken()
