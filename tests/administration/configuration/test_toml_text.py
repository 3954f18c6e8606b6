"""What is written as TOML is read back, and its lines are known."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from idp.administration.configuration.lines import line_numbers
from idp.administration.configuration.toml_text import table_text

_NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_VALUES = st.booleans() | st.integers(-(2**63), 2**63 - 1) | _NAMES
_PLAIN = st.dictionaries(_NAMES, _VALUES | st.lists(_VALUES, max_size=12), max_size=3)
_WITHIN = st.dictionaries(_NAMES, _VALUES | _PLAIN | st.lists(_PLAIN, max_size=2), max_size=3)
_MEMBERS = st.dictionaries(_NAMES, _VALUES | _WITHIN, max_size=3)


@given(name=_NAMES, members=_MEMBERS)
def test_what_is_written_is_read_back(name: str, members: dict[str, Any]) -> None:
    text = table_text(name, members)
    assert tomllib.loads(text) == {name: [members]}
    assert tomllib.loads(text + text)[name] == [members, members]


def test_lines_are_counted_across_tables_and_texts() -> None:
    text = 'a = 1\n[[p]]\nx.y = """\n[[p]]\nz = 1\n"""\n[p.b]\n"q" = 1\n[[p]] # second\nx = 2\n'
    assert line_numbers(text) == {
        ("", 0): {"a": 1},
        ("p", 0): {"": 2, "x.y": 3, "b": 7, "b.q": 8},
        ("p", 1): {"": 9, "x": 10},
    }
