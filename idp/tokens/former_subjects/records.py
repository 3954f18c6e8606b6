"""Rows of this package."""

from msgspec import Struct


class SettledRow(Struct, frozen=True):
    """What an account is called at the portals of a source; None: by its own id."""

    subject_sealed: bytes | None
