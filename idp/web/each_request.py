"""What is done around every request, whoever routes it: Flask, or `direct.py` beside it.

Its id, its span, whether anything may be answered; then its count, the span's end, its line in the
log.
"""

from flask import Flask, Request, Response

from idp.web.continuity import refuse_after_going_back
from idp.web.log import RequestLog
from idp.web.measuring import RequestCounts
from idp.web.request import current_request
from idp.web.tracing import RequestSpans
from idp.wiring import Provider


class EachRequest:
    """Begins and ends the requests of `app`, whose routes are all mounted."""

    def __init__(self, app: Flask, provider: Provider) -> None:
        self._provider = provider
        self._log = RequestLog(app)
        self._spans = RequestSpans(provider)
        self._counts = RequestCounts(app, provider.measures)
        app.before_request(lambda: self.begin(current_request()))
        app.after_request(lambda response: self.end(current_request(), response))
        app.teardown_request(lambda _error: self.leave(current_request()))

    def begin(self, request: Request) -> None:
        """Do what comes before `request` is answered. Raises PersonError when it may not be."""
        self._log.begin(request)
        self._spans.begin(request)
        refuse_after_going_back(request, self._provider)

    def end(self, request: Request, response: Response) -> Response:
        """Return `response`, whatever became of `request`, as it is sent."""
        self._counts.end(request, response)
        self._spans.end(request, response)
        self._log.end(request, response)
        return response

    def leave(self, request: Request) -> None:
        """Leave the thread to the next request."""
        self._spans.leave(request)
        self._log.leave()
