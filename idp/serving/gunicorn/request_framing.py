"""Whether all bytes of an HTTP/1.1 request have arrived (RFC 9112 §2.2, §6, §7.1).

It only decides when a request is passed to a thread: gunicorn parses the same bytes again and
refuses what is wrong in them. What could be read in two ways is therefore refused here.
"""

import re
from enum import Enum

from idp.serving.request_bounds import HEAD_BYTES

_LINE_BYTES = 8_190
_FRAMING = re.compile(
    rb"\r\n(content-length|transfer-encoding|expect):[ \t]*([^\r\n]*)", re.IGNORECASE
)
_DIGITS = re.compile(rb"[0-9]{1,18}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?")


class RequestState(Enum):
    """How much of a request has arrived."""

    PART = "part"
    WHOLE = "whole"
    """Whole, or only its headers where the length of the rest is not known."""
    LARGE = "large"
    """Part, and more than is kept in memory."""
    MALFORMED = "malformed"


class RequestBytes:
    """The bytes of one request, and perhaps of the next ones on the connection."""

    def __init__(self, most_bytes: int) -> None:
        self.received = bytearray()
        self.waits_for_continue = False
        """Whether the client waits for `100 Continue` to send its body (RFC 9110 §10.1.1)."""
        self._most_bytes = most_bytes
        self._body_at: int | None = None
        self._length: int | None = 0
        """Of the body; None: chunked."""
        self._searched = 0
        """Chunks before this index were read."""

    def add(self, data: bytes) -> RequestState:
        """Add `data` and return how much of the request has arrived."""
        self.received += data
        if self._body_at is None:
            before_head = len(self.received) - len(self.received.lstrip(b"\r\n"))
            # Empty lines before a request are ignored, and not kept (RFC 9112 §2.2).
            del self.received[:before_head]
            if not self._head_ends():
                large = len(self.received) > HEAD_BYTES
                return RequestState.MALFORMED if large else RequestState.PART
        arrived = self._chunks() if self._length is None else self._counted(self._length)
        if arrived is RequestState.PART and len(self.received) > self._most_bytes:
            return RequestState.LARGE
        return arrived

    def _head_ends(self) -> bool:
        end = self.received.find(b"\r\n\r\n", max(0, self._searched - 3))
        self._searched = len(self.received)
        if end < 0:
            return False
        self._body_at = self._searched = end + 4
        fields: dict[bytes, list[bytes]] = {}
        for found in _FRAMING.finditer(self.received, 0, end + 2):
            fields.setdefault(found[1].lower(), []).append(found[2].strip(b" \t"))
        lengths, codings = fields.get(b"content-length", []), fields.get(b"transfer-encoding", [])
        self._length = _length(lengths, codings)
        self.waits_for_continue = b"100-continue" in (
            each.lower() for each in fields.get(b"expect", [])
        )
        return True

    def _counted(self, length: int) -> RequestState:
        if length < 0:
            return RequestState.MALFORMED
        there = len(self.received) - (self._body_at or 0)
        return RequestState.WHOLE if there >= length else RequestState.PART

    def _chunks(self) -> RequestState:
        while True:
            end = self.received.find(b"\r\n", self._searched)
            if end < 0:
                long = len(self.received) - self._searched > _LINE_BYTES
                return RequestState.MALFORMED if long else RequestState.PART
            size = _CHUNK_SIZE.fullmatch(self.received, self._searched, end)
            if size is None:
                return RequestState.MALFORMED
            count = int(size[1], 16)
            if count == 0:
                return self._trailers(end)
            after = end + 2 + count
            if len(self.received) < after + 2:
                return RequestState.PART
            if self.received[after : after + 2] != b"\r\n":
                return RequestState.MALFORMED
            self._searched = after + 2

    def _trailers(self, end: int) -> RequestState:
        if self.received.find(b"\r\n\r\n", end) >= 0:
            return RequestState.WHOLE
        return (
            RequestState.MALFORMED if len(self.received) - end > HEAD_BYTES else RequestState.PART
        )


def _length(lengths: list[bytes], codings: list[bytes]) -> int | None:
    """Return the length of the body, None for chunked, -1 where it is ambiguous."""
    if codings:
        return None if not lengths and [each.lower() for each in codings] == [b"chunked"] else -1
    if not lengths:
        return 0
    return (
        int(lengths[0]) if len(lengths) == 1 and re.fullmatch(rb"[0-9]{1,18}", lengths[0]) else -1
    )
