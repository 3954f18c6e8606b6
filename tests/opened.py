"""What a test does to every connection to SQLite that is opened, whoever keeps it."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

_connect = sqlite3.connect


def do_to_each_opened(
    patched: pytest.MonkeyPatch, do: Callable[[sqlite3.Connection], None]
) -> None:
    """Call `do` with each connection that the library makes, until `patched` is undone."""

    def connect(*given: Any, **named: Any) -> sqlite3.Connection:  # noqa: ANN401 - the library's
        connection: sqlite3.Connection = _connect(*given, **named)
        do(connection)
        return connection

    patched.setattr(sqlite3, "connect", connect)
