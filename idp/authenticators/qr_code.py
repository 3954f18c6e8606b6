"""The QR code that an app reads; the library is loaded on first use."""

from functools import cache
from importlib import import_module
from typing import Protocol, cast


class _Drawing(Protocol):
    def data_uri(self, content: str) -> str:
        """Return the picture."""


@cache
def _drawing() -> _Drawing:
    return cast(_Drawing, import_module("idp.authenticators._segno"))


def qr_code(content: str) -> str:
    """Return a picture of `content` as a `data:` address for an image."""
    return _drawing().data_uri(content)
