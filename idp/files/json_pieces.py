"""Cuts JSON text (RFC 8259) into the objects of one list, without reading the text as a whole.

Brackets outside of strings are counted, nothing else: each object is parsed by itself afterwards. A
parser that gives events builds a path for each level, so that a file of brackets alone fills the
memory; here it is a number.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|"', re.DOTALL)
_QUOTE, _LIST, _OBJECT = b'"'[0], b"["[0], b"{"[0]
_OPENING = {_LIST, _OBJECT}
_PIECE = 1 << 18


class UnevenJsonError(ValueError):
    """The text ends too early, or is no JSON."""


class LongJsonError(ValueError):
    """One object is longer than what may be read into memory."""


class JsonPieces:
    """The objects of the outermost list, or of the outermost object's `member`.

    Several such texts may follow one another, as the pages of an API do. `member` may also be a
    single object.
    """

    def __init__(self, file: BinaryIO, *, member: str, longest: int, head: bytes = b"") -> None:
        self._file = file
        self._head = head
        self._member = f'"{member}"'.encode()
        self._longest = longest
        self._buffer = b""
        self._depth = 0
        self._key = b""
        self._level = 0
        """How deep the objects stand; 0 outside of their list."""
        self._start = -1
        self._is_begun = False
        self._settled = 0
        self._scanned = 0

    def __iter__(self) -> Iterator[bytes]:
        """Yield each. Raises UnevenJsonError, LongJsonError."""
        piece = self._head or self._file.read(_PIECE)
        while piece:
            self._buffer += piece
            yield from self._found()
            self._forget()
            if len(self._buffer) > self._longest:
                raise LongJsonError
            piece = self._file.read(_PIECE)
        if self._depth or self._buffer.strip():
            raise UnevenJsonError

    def _found(self) -> Iterator[bytes]:
        buffer = self._buffer
        for token in _TOKEN.finditer(buffer, self._scanned):
            start, end = token.span()
            sign = buffer[start]
            if sign in _OPENING:
                self._open(sign, start, end)
            elif sign != _QUOTE:
                if (piece := self._close(start, end)) is not None:
                    yield piece
            elif end - start == 1:  # its end is in the next piece
                self._scanned = start
                return
            elif self._depth == 1:
                self._key = buffer[start:end]
        self._scanned = len(buffer)

    def _open(self, sign: int, start: int, end: int) -> None:
        if self._level and self._depth == self._level:
            self._check_between(start, b"," if self._is_begun else b"")
            self._is_begun = True
            self._start = start
        elif not self._depth:
            self._check_between(start, b"")
            self._settled = end
            self._level = int(sign == _LIST)
        elif self._depth == 1 and not self._level and self._key == self._member:
            self._level = 2 if sign == _LIST else 1
            self._settled = end
            self._start = start if sign == _OBJECT else -1
        self._depth += 1

    def _close(self, start: int, end: int) -> bytes | None:
        self._depth -= 1
        if self._depth < 0:
            raise UnevenJsonError
        if self._start >= 0 and self._depth == self._level:
            piece = self._buffer[self._start : end]
            self._start, self._settled = -1, end
            return piece
        if self._depth < self._level:
            if self._level > 1 or self._buffer[start] == b"]"[0]:
                self._check_between(start, b"")
            self._level, self._key, self._is_begun = 0, b"", False
        if not self._depth:
            self._settled = end
        return None

    def _check_between(self, start: int, sign: bytes) -> None:
        """Raise unless nothing but blanks and `sign` stands between the last object and here."""
        if self._buffer[self._settled : start].strip() != sign:
            raise UnevenJsonError

    def _forget(self) -> None:
        """Drop what was read."""
        if self._start >= 0:
            kept = self._start
        elif self._level or not self._depth:
            kept = self._settled
        else:
            kept = self._scanned
        self._buffer = self._buffer[kept:]
        self._scanned -= kept
        self._settled = max(0, self._settled - kept)
        self._start = 0 if self._start >= 0 else -1
