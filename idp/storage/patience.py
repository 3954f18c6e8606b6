"""How long statements may take."""

from msgspec import Struct


class Patience(Struct):
    """How long a statement may take, on connections made from now on."""

    statement_seconds: int
