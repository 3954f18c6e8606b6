"""The objects of a JSON file (RFC 8259), one after the other: the file itself fits in no memory.

They stand in an array, in a member of an object (`{"value": […]}`, of which several may follow one
another, as pages do), or each on a line of its own (NDJSON). A doubtful file is refused; a single
object that cannot be read is left out.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from idp.errors import Refused
from idp.files.csv_file import Troubled
from idp.files.json_pieces import JsonPieces, LongJsonError, UnevenJsonError
from idp.files.problem import wrong_file, wrong_row
from idp.untrusted import read_json

JsonObject = Mapping[str, Any]
_LONGEST = 1 << 20
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class JsonFile:
    """An open file; `read_bytes` grows as its objects are read."""

    def __init__(self, file: BinaryIO, *, name: str, size_bytes: int, member: str) -> None:
        self.name = name
        self.size_bytes = size_bytes
        self._file = file
        self._member = member
        head = file.read(_LONGEST)
        if head.startswith(_UTF16_MARKS):
            raise wrong_file("registry.file_utf16", file=name)
        self._head = head.removeprefix(_UTF8_MARK)

    @property
    def read_bytes(self) -> int:
        """How many bytes were read."""
        return self._file.tell()

    def entries(self, troubled: Troubled) -> Iterator[tuple[int, JsonObject]]:
        """Yield each object with its number, or that of its line in NDJSON.

        Raises Refused for a doubtful file.
        """
        begins = self._head.lstrip()[:1]
        if begins not in {b"[", b"{"}:
            raise wrong_file("former.file_not_json", file=self.name)
        is_lines = begins == b"{" and self._has_lines()
        for number, text in enumerate(self._lines() if is_lines else self._pieces(), 1):
            found = _parsed(text)
            if isinstance(found, dict):
                yield number, found
            elif text.strip():
                troubled(wrong_row("former.row_not_json", (self.name, number, "")), [])

    def _has_lines(self) -> bool:
        """Return whether the first line is an object that holds no others."""
        found = _parsed(self._head.lstrip().split(b"\n", 1)[0])
        return isinstance(found, dict) and not isinstance(found.get(self._member), list)

    def _lines(self) -> Iterator[bytes]:
        *whole, part = self._head.split(b"\n")
        yield from whole
        while line := self._file.readline(_LONGEST + 1):
            if len(line) + len(part) > _LONGEST:
                raise self._too_long()
            yield part + line
            part = b""
        yield part

    def _pieces(self) -> Iterator[bytes]:
        pieces = JsonPieces(self._file, member=self._member, longest=_LONGEST << 1, head=self._head)
        number = 0
        try:
            for number, piece in enumerate(pieces, 1):  # noqa: B007 - told when the file is cut
                yield piece
        except UnevenJsonError as error:
            raise wrong_file("former.file_cut", file=self.name, line=number) from error
        except LongJsonError as error:
            raise self._too_long() from error

    def _too_long(self) -> Refused:
        return wrong_file("former.file_entry_long", file=self.name)


def find_object(file: BinaryIO, member: str) -> JsonObject | None:
    """Return the object that is the `member` of a file's outermost one, or None."""
    try:
        found = next(iter(JsonPieces(file, member=member, longest=_LONGEST)), b"")
    except (UnevenJsonError, LongJsonError):
        return None
    parsed = _parsed(found)
    return parsed if isinstance(parsed, dict) else None


def _parsed(text: bytes) -> Any:  # noqa: ANN401 - JSON is of any kind
    """Return the value of `text`, or None."""
    try:
        return read_json(text)
    except ValueError:
        return None
