"""JSON of strangers: what is read, and what no reader behind this one has to meet."""

import pytest

from idp.untrusted import read_json, read_object
from idp.untrusted.text import DEEPEST


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
