"""The registry's fixtures, for children."""

from tests.registry.conftest import import_lines

__all__ = ["import_lines"]
