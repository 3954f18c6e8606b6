"""What is wrong with a file, and where: said by each mouth in its own language.

A refusal never repeats what stands in a cell: that is somebody's name or address.
"""

from idp.errors import Refused


def wrong_file(key: str, **values: object) -> Refused:
    """Return the refusal of a file as a whole."""
    return Refused(key, field="file", **values)


def wrong_row(key: str, place: tuple[str, int, str], **values: object) -> Refused:
    """Return the refusal of one cell; `place` is file, line and column."""
    file, line, column = place
    return Refused(key, field="file", file=file, line=line, column=column, **values)
