"""Calling one provider: through the breaker, and expecting JSON."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from idp.outbound import Answer, Failure, Outbound, OutboundError
from idp.untrusted import read_object
from idp.upstream.breaker import Breaker
from idp.upstream.call_counts import ANSWERED, ERROR, NOT_ASKED, CallCounts
from idp.upstream.outcomes import UpstreamError, UpstreamOutcome

_FORM = "application/x-www-form-urlencoded"
_SERVER_ERRORS = range(500, 600)
_TOO_MANY = 429
_RETRY_SECONDS = (0.1, 0.4)


class Calls:
    """The calls to one provider."""

    def __init__(self, *, outbound: Outbound, name: str, counts: CallCounts) -> None:
        self._outbound = outbound
        self._name = name
        self._counts = counts
        self.breaker = Breaker()

    def get(self, uri: str) -> dict[str, Any]:
        """Return the JSON object at `uri`. Raises UpstreamError UNAVAILABLE."""
        answer = self._guarded(lambda: self._outbound.get(uri, {"Accept": "application/json"}))
        content = _object(answer)
        if answer.status != 200 or content is None:  # noqa: PLR2004 - OK
            raise UpstreamError(UpstreamOutcome.UNAVAILABLE, f"status {answer.status}, or no JSON")
        return content

    def post(
        self, uri: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON object that answer `form`.

        Raises UpstreamError UNAVAILABLE.
        """
        body = urlencode(form).encode()
        accepted = {"Accept": "application/json", **headers}
        answer = self._guarded(lambda: self._outbound.post(uri, body, _FORM, accepted))
        content = _object(answer)
        if content is None:
            raise UpstreamError(UpstreamOutcome.UNAVAILABLE, f"status {answer.status} without JSON")
        return answer.status, content

    def _guarded(self, call: Callable[[], Answer]) -> Answer:
        if not self.breaker.may_call():
            self._counts.ended.add(self._name, NOT_ASKED)
            raise UpstreamError(UpstreamOutcome.UNAVAILABLE, "did not answer lately")
        try:
            answer = self._timed(call)
        except OutboundError as error:
            self._counts.ended.add(self._name, error.failure)
            # Our own overload says nothing about the other provider.
            if error.failure is not Failure.BUSY:
                self.breaker.failed(slowly=error.failure is Failure.SLOW)
            raise UpstreamError(UpstreamOutcome.UNAVAILABLE, str(error)) from None
        if answer.status in _SERVER_ERRORS or answer.status == _TOO_MANY:
            self._counts.ended.add(self._name, ERROR)
            self.breaker.failed(slowly=False)
            raise UpstreamError(UpstreamOutcome.UNAVAILABLE, f"status {answer.status}")
        self._counts.ended.add(self._name, ANSWERED)
        self.breaker.succeeded()
        return answer

    def _timed(self, call: Callable[[], Answer]) -> Answer:
        began = time.perf_counter()
        try:
            return self._once_or_twice(call)
        finally:
            self._counts.lasted.observe(time.perf_counter() - began, self._name)

    @staticmethod
    def _once_or_twice(call: Callable[[], Answer]) -> Answer:
        """Call again after a hiccup; never after a call that took its time."""
        try:
            answer = call()
            if answer.status not in _SERVER_ERRORS:
                return answer
        except OutboundError as error:
            if error.failure is not Failure.UNREACHABLE:
                raise
        time.sleep(random.uniform(*_RETRY_SECONDS))  # noqa: S311 - nobody guesses at it
        return call()


def _object(answer: Answer) -> dict[str, Any] | None:
    if answer.content_type not in {"application/json", "application/jwk-set+json"}:
        return None
    try:
        return read_object(answer.body)
    except ValueError:
        return None
