"""How a start reads its modules, 1,300 of them, with less work for each than Python does.

Python asks the system three times about a module (did its folder change, is that a file, is what
was compiled as old as its source), tries five endings, and works out twice where it was compiled
to (PEP 451, PEP 3147). Nothing changes while a program starts: a folder is listed once. What is not
plainly a module of a package, compiled since it was written, is left to Python.
"""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    BuiltinImporter,
    ModuleSpec,
    SourceFileLoader,
)
from importlib.util import MAGIC_NUMBER, cache_from_source
from marshal import loads
from struct import pack
from types import CodeType, ModuleType

from typing_extensions import override

from idp.collecting import not_collecting

_EXTENSIONS = tuple(EXTENSION_SUFFIXES)
_HEADER_BYTES = 16
_32_BITS = 0xFFFFFFFF
_BY_TIME = MAGIC_NUMBER + bytes(4)
"""How what was compiled begins; the time and the size of its source follow (PEP 552)."""


@contextmanager
def reading_modules() -> Iterator[None]:
    """Read modules in the block, and never look for garbage among what is there after it."""
    finder = PlainModules()
    # Those before it may want to read some modules in their own way, as pytest does.
    sys.meta_path.insert(sys.meta_path.index(BuiltinImporter), finder)
    try:
        with not_collecting():
            yield
            gc.freeze()
    finally:
        sys.meta_path.remove(finder)


class PlainModules:
    """Finds the modules of packages that are files with Python, in folders that it lists once."""

    def __init__(self) -> None:
        self._folders: dict[str, frozenset[str]] = {}
        self._compiled = "/" + cache_from_source("*.py")

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where `name` is, in the only folder of `path`; None leaves it to other finders."""
        if path is None or len(path) != 1 or sys.pycache_prefix is not None:
            return None
        folder, own = path[0], name.rpartition(".")[2]
        if own in self._modules_in(folder):
            return self._spec(name, folder, own)
        package = f"{folder}/{own}"
        if "__init__" not in self._modules_in(package):
            return None
        spec = self._spec(name, package, "__init__")
        spec.submodule_search_locations = [package]
        return spec

    def _modules_in(self, folder: str) -> frozenset[str]:
        if folder not in self._folders:
            self._folders[folder] = _modules_in(folder)
        return self._folders[folder]

    def _spec(self, name: str, folder: str, own: str) -> ModuleSpec:
        file, compiled = f"{folder}/{own}.py", folder + self._compiled.replace("*", own)
        spec = ModuleSpec(name, _Compiled(name, file, compiled), origin=file)
        spec.has_location, spec.cached = True, compiled
        return spec


class _Compiled(SourceFileLoader):
    """Reads what was compiled, where that is of the present source; Python does what is left."""

    def __init__(self, name: str, file: str, compiled: str) -> None:
        super().__init__(name, file)
        self._compiled = compiled

    @override
    def get_code(self, fullname: str) -> CodeType | None:
        return self._present() or super().get_code(fullname)

    def _present(self) -> CodeType | None:
        """Return what was compiled of the present source, here; None: Python looks."""
        try:
            with open(self._compiled, "rb", buffering=0) as file:  # noqa: PTH123 - no Path for each of 1,300
                content = file.readall()
        except OSError:
            return None
        source = os.stat(self.path)  # noqa: PTH116 - the same
        facts = pack("<II", int(source.st_mtime) & _32_BITS, source.st_size & _32_BITS)
        if content[:_HEADER_BYTES] != _BY_TIME + facts:
            return None
        code: CodeType = loads(memoryview(content)[_HEADER_BYTES:])  # noqa: S302 - what Python would load
        # It tells where it was compiled, which another installation may have been copied from.
        return code if code.co_filename == self.path else None


def _modules_in(folder: str) -> frozenset[str]:
    """Return the names in `folder` of files with Python, not of folders or extensions too."""
    try:
        entries = os.listdir(folder)  # noqa: PTH208 - names, no Path for each
    except OSError:
        return frozenset()
    others = (each for each in entries if "." not in each or each.endswith(_EXTENSIONS))
    return frozenset(each[:-3] for each in entries if each.endswith(".py")).difference(
        each.partition(".")[0] for each in others
    )
