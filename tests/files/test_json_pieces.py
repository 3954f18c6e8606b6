"""Cutting JSON into objects gives what a parser of the whole gives, wherever pieces of it end."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from idp.files.json_pieces import JsonPieces, LongJsonError, UnevenJsonError

TEXTS = st.text(alphabet=st.sampled_from('ab"\\{}[],: \n\u00e9\U0001f600'), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), max_size=5)
OTHERS = st.dictionaries(TEXTS.filter(lambda name: name != "value"), VALUES, max_size=3)


class Trickle(io.BytesIO):
    """A file that gives a few bytes at a time."""

    def __init__(self, content: bytes, most: int) -> None:
        super().__init__(content)
        self._most = most

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(self._most, self._most if size is None or size < 0 else size))


def cut(content: bytes, most: int = 7, longest: int = 10_000) -> list[Any]:
    pieces = JsonPieces(Trickle(content, most), member="value", longest=longest)
    return [json.loads(piece) for piece in pieces]


def written(value: object, *, compact: bool, ascii_only: bool) -> bytes:
    indent = None if compact else 1
    return json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()


@given(OBJECTS, st.integers(1, 30), st.booleans(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_an_array_is_cut_as_it_is_parsed(
    objects: list[Any],
    most: int,
    compact: bool,  # noqa: FBT001 - drawn
    ascii_only: bool,  # noqa: FBT001
) -> None:
    content = written(objects, compact=compact, ascii_only=ascii_only)
    assert cut(content, most) == objects


@given(OBJECTS, OTHERS, OTHERS, st.integers(1, 30), st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_member_is_cut_as_it_is_parsed_whatever_stands_around_it(
    objects: list[Any],
    before: dict[str, Any],
    after: dict[str, Any],
    most: int,
    compact: bool,  # noqa: FBT001
) -> None:
    page = {**before, "value": objects, **{f"z{name}": each for name, each in after.items()}}
    content = written(page, compact=compact, ascii_only=False)
    assert cut(content, most) == objects
    assert cut(content + b"\n" + content, most) == objects * 2


@given(OBJECTS.filter(bool), st.integers(1, 30), st.data())
@settings(max_examples=200, deadline=None)
def test_a_text_that_was_cut_is_told(objects: list[Any], most: int, data: st.DataObject) -> None:
    content = written(objects, compact=True, ascii_only=True)
    length = data.draw(st.integers(1, len(content) - 1))
    with pytest.raises(UnevenJsonError):
        cut(content[:length], most)


@pytest.mark.parametrize(
    "content",
    [
        b"[{}] {",
        b"[{}]]",
        b"[{} {}]",
        b"[1, {}]",
        b'["a", {}]',
        b"[{}] x",
        b"[{}, 1]",
        b"[{},]",
        b"[,{}]",
    ],
)
def test_what_is_no_list_of_objects_is_told(content: bytes) -> None:
    with pytest.raises(UnevenJsonError):
        cut(content)


def test_one_object_is_never_longer_than_may_be_read() -> None:
    with pytest.raises(LongJsonError):
        cut(b'[{"a": "' + b"a" * 5_000 + b'"}]', 100, 1_000)
    many = b"[" + b",".join([b'{"a": 1}'] * 5_000) + b"]"
    assert len(cut(many, 100, 1_000)) == 5_000
