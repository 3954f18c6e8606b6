"""Entries written as TOML: the same entries always give the same text."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDEST = 100


def table_text(name: str, members: Mapping[str, Any]) -> str:
    """Return one table of the array `name`; tables within it follow its plain members."""
    return "\n".join([f"[[{_key(name)}]]", *_lines(_key(name), members)]) + "\n"


def value_text(value: Any) -> str:  # noqa: ANN401 - what a file holds
    """Return a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # Strings of JSON are strings of TOML, but for one character that TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)} = {value_text(each)}" for name, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not written")


def _lines(path: str, members: Mapping[str, Any]) -> Iterator[str]:
    tables = {name: each for name, each in members.items() if isinstance(each, Mapping)}
    for name, value in members.items():
        if name not in tables:
            yield _line(name, value)
    for name, each in tables.items():
        yield ""
        yield f"[{path}.{_key(name)}]"
        yield from _lines(f"{path}.{_key(name)}", each)


def _line(name: str, value: Any) -> str:  # noqa: ANN401 - what a file holds
    line = f"{_key(name)} = {value_text(value)}"
    if len(line) <= _WIDEST or not isinstance(value, list | tuple):
        return line
    inner = "".join(f"    {value_text(each)},\n" for each in value)
    return f"{_key(name)} = [\n{inner}]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else value_text(name)
