"""Activation letters: paper that corrects an address on file."""

from msgspec import Struct


class LetterSettings(Struct, frozen=True):
    """What a school board sends by post to a parent whose address is wrong on file."""

    days: int = 90
    """How long the code of a letter works."""
    correction_days: int = 365
    """How long an address that a letter corrected stands in for the school's: by then the file
    itself must have it."""
