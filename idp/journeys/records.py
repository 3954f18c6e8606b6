"""Rows of this package that are not in `journey.py`."""

from msgspec import Struct


class KeptRow(Struct, frozen=True):
    """A password that waits for a code."""

    password_sealed: bytes
    remember: int
