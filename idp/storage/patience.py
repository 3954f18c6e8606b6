"""How long statements may take."""

from dataclasses import dataclass


@dataclass(slots=True)
class Patience:
    """How long a statement may take, on connections made from now on."""

    statement_seconds: int
