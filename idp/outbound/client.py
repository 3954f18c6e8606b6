"""An HTTP client that follows no redirect, with hard limits of time and size."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from types import MappingProxyType

from msgspec import Struct
from typing_extensions import override

from idp.outbound.destination import Destination, LookUp, look_up, read_destination, way_to
from idp.outbound.failure import Failure, OutboundError
from idp.outbound.tunnel import open_tunnel, proxy_address
from idp.settings import OutboundSettings
from idp.shares import Share
from idp.traces import NO_TRACES, Traces

_CHUNK = 16_384
_OURS = {"User-Agent": "Parvis", "Accept-Encoding": "identity", "Connection": "close"}


class Answer(Struct, frozen=True):
    """An HTTP response of any status, redirects included."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case; the last value of each."""
    body: bytes

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case; empty when there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@cache
def _trusting(authorities_file: str) -> ssl.SSLContext:
    # Reading the machine's authorities takes 20 ms and a megabyte: once for all clients of the
    # process, and not before the first call.
    context = ssl.create_default_context()
    if authorities_file:
        context.load_verify_locations(authorities_file)
    return context


class Outbound:
    """The client of one process; at most `settings.places` of its threads wait at a time.

    `share` is the same threads' limit for other slow work, if any.
    """

    def __init__(
        self,
        *,
        settings: OutboundSettings,
        traces: Traces = NO_TRACES,
        share: Share | None = None,
        finds: LookUp = look_up,
    ) -> None:
        self._settings = settings
        self._traces = traces
        self._places = Share(settings.places, share)
        self._finds = finds
        self._tls = partial(_trusting, settings.authorities_file)
        if settings.authorities_file:
            self._tls()  # one that cannot be read stops the start

    def get(self, uri: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch `uri`. Raises OutboundError."""
        return self._call("GET", uri, None, headers or {})

    def post(
        self, uri: str, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Post `body` to `uri`. Raises OutboundError."""
        return self._call("POST", uri, body, {"Content-Type": content_type, **(headers or {})})

    def _call(
        self, method: str, uri: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        destination = read_destination(uri, self._settings)
        facts = {"http.request.method": method, "server.address": destination.host}
        with self._traces.span(f"call {method}", facts) as span:
            answer = self._answered(method, destination, body, headers)
            span.add("http.response.status_code", answer.status)
        return answer

    def _answered(
        self,
        method: str,
        destination: Destination,
        body: bytes | None,
        headers: Mapping[str, str],
    ) -> Answer:
        if not self._places.take():
            raise OutboundError(Failure.BUSY, "too many calls wait already")
        try:
            connection = _Connection(destination, self._settings, self._tls, self._finds)
            with connection.ended_in_time():
                connection.request(
                    method,
                    destination.target,
                    body,
                    {"Host": destination.host_header, **_OURS, **headers},
                )
                with contextlib.closing(connection.getresponse()) as response:
                    answer = self._read(response)
        finally:
            self._places.leave()
        return answer

    def _read(self, response: http.client.HTTPResponse) -> Answer:
        largest = self._settings.largest_bytes
        body = bytearray()
        while chunk := response.read(_CHUNK):
            body += chunk
            if len(body) > largest:
                raise OutboundError(Failure.TOO_LARGE, f"more than {largest} bytes")
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, MappingProxyType(headers), bytes(body))


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name that was asked for."""

    def __init__(
        self,
        destination: Destination,
        settings: OutboundSettings,
        tls: Callable[[], ssl.SSLContext],
        finds: LookUp,
    ) -> None:
        super().__init__(destination.host, destination.port)
        self._destination = destination
        self._settings = settings
        self._tls = tls
        self._finds = finds
        self._ends_at = time.monotonic() + settings.total_seconds
        self._is_over = False
        # Besides `sock`, which is unset once an answer begins that ends with its connection.
        self._open: socket.socket | None = None

    @override
    def connect(self) -> None:
        addresses = way_to(self._destination, self._settings, self._finds)
        if addresses is None:
            plain = self._reach([proxy_address(self._settings)])
        else:
            plain = self._reach([(str(address), self.port) for address in addresses])
        plain.settimeout(self._settings.read_seconds)
        self.sock = self._open = plain
        if addresses is None:
            open_tunnel(plain, self._destination, self._settings)
        if self._destination.secure:
            # The handshake begins once the timer below can shut the socket.
            wrapped = self._tls().wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = self._open = wrapped
            wrapped.do_handshake()

    @contextmanager
    def ended_in_time(self) -> Iterator[None]:
        """End the call when its time is over, even while the server still sends bytes."""
        clock = threading.Timer(self._ends_at - time.monotonic(), self._end)
        clock.daemon = True
        clock.start()
        try:
            yield
        except OutboundError:
            raise
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            if self._is_over or isinstance(error, TimeoutError):
                raise OutboundError(Failure.SLOW, "the time was over") from None
            # The name of the error alone: its text may quote what the other side sent.
            raise OutboundError(Failure.UNREACHABLE, type(error).__name__) from None
        else:
            if self._is_over:
                # A connection that was shut looks like an answer that ended.
                raise OutboundError(Failure.SLOW, "the time was over")
        finally:
            clock.cancel()
            self.close()

    def _reach(self, places: Iterable[tuple[str, int]]) -> socket.socket:
        for place in places:
            seconds = min(self._settings.connect_seconds, self._ends_at - time.monotonic())
            if seconds <= 0:
                break
            with contextlib.suppress(OSError):
                return socket.create_connection(place, timeout=seconds)
        if self._is_over:
            raise OutboundError(Failure.SLOW, "the name took all the time")
        raise OutboundError(Failure.UNREACHABLE, "nobody answers")

    def _end(self) -> None:
        self._is_over = True
        with contextlib.suppress(OSError):
            if self._open is not None:
                self._open.shutdown(socket.SHUT_RDWR)
