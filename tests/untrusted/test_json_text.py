"""JSON of strangers: what is read, and what no reader behind this one has to meet."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.untrusted import is_storable, parse_json, read_json, read_object
from idp.untrusted.text import DEEPEST
from tests.characters import ANY_CHARACTER

NUMBERS = (
    *(
        st.integers(),
        st.integers(-(2**64), 2**64),
        st.floats(allow_nan=False, allow_infinity=False),
    ),
    st.sampled_from(["1e999", "-1E+400", "0.1e-3", "1" * 19, "9" * 310 + ".5", "-0"]).map(float),
)
TEXTS = st.text(ANY_CHARACTER)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), TEXTS, st.text("\0\ud800\udc00é1eE:,-[{"), *NUMBERS),
    lambda each: (
        st.lists(each, max_size=3)
        | st.dictionaries(st.text(ANY_CHARACTER, max_size=3), each, max_size=3)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ('{"a": ["\\ud83d\\ude00", 1, -1.5, true, null]}', {"a": ["😀", 1, -1.5, True, None]}),
        (b'"\xc3\xa9"', "é"),
        (str(2**63 - 1), 2**63 - 1),
        ("[" * DEEPEST + "]" * DEEPEST, None),
    ],
)
def test_what_can_be_kept_is_read(text: str | bytes, content: object) -> None:
    read = read_json(text)
    assert content in (None, read)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nothing",
        '"\\u0000"',
        '"a\\u0000b"',
        '"\\ud800"',
        '"\\udc00\\ud800"',
        '{"\\ud800": 1}',
        '{"\\u0000": 1}',
        '{"a": [{"b": "\\udfff"}]}',
        '{"a": 1, "a": 1}',
        '[{"a": 1, "\\u0061": 2}]',
        "NaN",
        "[-Infinity]",
        "1e999",
        str(2**63),
        str(-(10**40)),
        "9" * 5_000,
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        '{"a":' * 976 + "1" + "}" * 976,
        "[" * 100_000 + "]" * 100_000,
        "1" + " " * 1_048_576,
        b'"\xff"',
        b'"\xed\xa0\x80"',
        "{}".encode("utf-16"),
        "{}".encode("utf-8-sig"),
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_another_reader_would_fail_at_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"[a-z]") as refused:
        read_json(text)
    # It may be told to whoever sent it.
    assert "Traceback" not in str(refused.value)


def test_an_object_is_an_object() -> None:
    assert read_object("{}") == {}
    with pytest.raises(ValueError, match="object"):
        read_object("[]")


@given(
    VALUES,
    st.sampled_from([{}, {"ensure_ascii": False}, {"indent": 1}]),
    st.integers(0, DEEPEST + 2),
)
def test_what_is_read_is_what_a_walk_over_every_value_allows(
    value: object, style: dict[str, Any], depth: int
) -> None:
    written = json.dumps(value, **style).replace("Infinity", "1e999")
    text = "[" * depth + written + "]" * depth
    try:
        read_json(text)
    except ValueError:
        assert not is_storable(parse_json(text))
    else:
        assert is_storable(parse_json(text))
