"""How a start reads its modules: as Python would."""

import importlib
import os
import pkgutil
import py_compile
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType

import cryptography
import joserfc
import msgspec
import pytest
import werkzeug

import idp
from idp.modules import PlainModules, reading_modules


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package `hastily`, which no other test imports."""
    folder = tmp_path / "hastily"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    # As where Parvis is installed; the tests may run without.
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    yield folder
    for name in [each for each in sys.modules if each.partition(".")[0] == "hastily"]:
        del sys.modules[name]


def found(folder: Path, name: str) -> ModuleSpec | None:
    return PlainModules().find_spec(f"hastily.{name}", [str(folder)])


def read_again(name: str) -> ModuleType:
    sys.modules.pop(f"hastily.{name}", None)
    with reading_modules():
        return importlib.import_module(f"hastily.{name}")


def code_of(spec: ModuleSpec) -> tuple[object, str]:
    assert isinstance(spec.loader, SourceFileLoader)
    code = spec.loader.get_code(spec.name)
    assert code is not None
    return code, code.co_filename


@pytest.mark.parametrize("package", [idp, cryptography, joserfc, msgspec, werkzeug])
def test_every_module_is_what_python_finds(package: ModuleType) -> None:
    finder, compared = PlainModules(), 0
    for each in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        parent = importlib.import_module(each.name.rpartition(".")[0])
        ours, pythons = (one.find_spec(each.name, parent.__path__) for one in (finder, PathFinder))
        assert pythons is not None
        if ours is None:
            assert not str(pythons.origin).endswith(".py")
            continue
        for fact in ("name", "origin", "cached", "has_location", "parent"):
            assert getattr(ours, fact) == getattr(pythons, fact)
        assert ours.submodule_search_locations == pythons.submodule_search_locations
        assert code_of(ours) == code_of(pythons)
        compared += 1
    assert compared > 5


def test_a_module_is_compiled_when_it_is_first_read(package: Path) -> None:
    (package / "marks.py").write_text("best = 1\n")
    assert read_again("marks").best == 1
    spec = found(package, "marks")
    assert spec is not None
    assert spec.cached is not None
    assert Path(spec.cached).exists()
    assert read_again("marks").best == 1


@pytest.mark.parametrize(("text", "later"), [("best = 22\n", 0), ("best = 2\n", 60)])
def test_a_module_that_was_written_since_is_read_anew(package: Path, text: str, later: int) -> None:
    """A compiled module stands for a source of its size and time alone."""
    source = package / "marks.py"
    source.write_text("best = 1\n")
    read_again("marks")
    was = source.stat()
    source.write_text(text)
    os.utime(source, ns=(was.st_atime_ns, was.st_mtime_ns + later * 10**9))
    assert f"best = {read_again('marks').best}\n" == text


@pytest.mark.parametrize("content", [b"", b"\0" * 3, b"\0" * 400])
def test_what_is_no_compiled_module_is_left_to_python(package: Path, content: bytes) -> None:
    (package / "marks.py").write_text("best = 1\n")
    compiled = package / "__pycache__" / f"marks.{sys.implementation.cache_tag}.pyc"
    compiled.parent.mkdir(exist_ok=True)
    compiled.write_bytes(content)
    assert read_again("marks").best == 1


def test_a_module_compiled_by_its_content_is_left_to_python(package: Path) -> None:
    source = package / "marks.py"
    source.write_text("best = 1\n")
    mode = py_compile.PycInvalidationMode.CHECKED_HASH
    py_compile.compile(str(source), doraise=True, invalidation_mode=mode)
    source.write_text("best = 2\n")
    assert read_again("marks").best == 2


def test_a_copied_installation_tells_where_it_is(package: Path, tmp_path: Path) -> None:
    source = package / "marks.py"
    source.write_text("def best(): pass\n")
    spec = found(package, "marks")
    assert spec is not None
    assert spec.cached is not None
    py_compile.compile(str(source), cfile=spec.cached, dfile=str(tmp_path / "elsewhere.py"))
    assert read_again("marks").best.__code__.co_filename == str(source)


def test_what_may_be_more_than_a_file_is_left_to_python(package: Path) -> None:
    for name in ("native.py", "native.abi3.so", "both.py", "plain.py", "noted.py", "noted.txt"):
        (package / name).write_text("")
    (package / "both").mkdir()
    (package / "both" / "__init__.py").write_text("")
    (package / "data").mkdir()
    assert found(package, "native") is None
    assert found(package, "data") is None
    assert found(package, "missing") is None
    assert found(package, "plain") is not None
    assert found(package, "noted") is not None
    both = found(package, "both")
    assert both is not None
    assert both.submodule_search_locations == [str(package / "both")]


def test_a_package_of_several_folders_is_left_to_python(package: Path) -> None:
    (package / "marks.py").write_text("")
    finder = PlainModules()
    assert finder.find_spec("hastily", None) is None
    assert finder.find_spec("hastily.marks", [str(package), str(package.parent)]) is None


def test_compiled_modules_that_are_kept_elsewhere_are_left_to_python(
    package: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (package / "marks.py").write_text("")
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    assert found(package, "marks") is None


def test_python_finds_modules_as_before_after_it() -> None:
    before = list(sys.meta_path)
    with pytest.raises(ModuleNotFoundError), reading_modules():
        importlib.import_module("idp.missing")
    assert sys.meta_path == before
