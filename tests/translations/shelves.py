"""Where words are kept, and where they are used."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

ROOT = Path(__file__).parent.parent.parent
WORDS = ROOT / "idp" / "translations"
AREAS = sorted(path.stem for path in (WORDS / "fr").glob("*.toml"))
PLURAL = {"one", "other"}
# Written out whole, or begun and ended by a value: "pages.code.delivery_" ~ state.
_WHOLE = re.compile(rf"""["'](({"|".join(AREAS)})\.[a-z0-9_.]+)["']""")
_BEGUN = re.compile(rf"""["'](({"|".join(AREAS)})\.[a-z0-9_.]*)(?:["']\s*~|\{{)""")
# What is refused at the desk is named without its shelf: Refused("keys.not_pending").
_REFUSED = re.compile(r"""\b(?:Refused|Unknown|NotAllowed|NotFresh)\(\s*["']([a-z0-9_.]+)["']""")
_MAYBE_REFUSED = re.compile(r"""["']([a-z0-9_]+\.[a-z0-9_.]+)["']""")


def sentences(locale: str) -> dict[str, tuple[str, ...]]:
    """Return every sentence of `locale`: two under a key that counts, one under any other."""
    found: dict[str, tuple[str, ...]] = {}
    for area in AREAS:
        shelf = tomllib.loads((WORDS / locale / f"{area}.toml").read_text("utf-8"))
        found.update(_sentences(area, shelf))
    return found


def _sentences(prefix: str, shelf: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, content in shelf.items():
        key = f"{prefix}.{name}"
        if isinstance(content, str):
            yield key, (content,)
        elif set(content) == PLURAL:
            yield key, tuple(content.values())
        else:
            yield from _sentences(key, content)


def everything(locale: str) -> Iterator[tuple[str, str]]:
    """Return every (key, sentence) of `locale`."""
    for key, forms in sentences(locale).items():
        for sentence in forms:
            yield key, sentence


def values_in(sentence: str) -> frozenset[str]:
    """Return the names of what is filled in."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


def used() -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys that templates and modules name, and the beginnings of those they build."""
    files = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "idp").rglob("*.py")]
    texts = [path.read_text("utf-8") for path in files if path.suffix in {".html", ".jinja", ".py"}]
    begun = {found[1] for text in texts for found in _BEGUN.finditer(text)}
    whole = {found[1] for text in texts for found in _WHOLE.finditer(text)}
    refusals = sentences("fr").keys()
    whole |= {f"refusals.{found[1]}" for text in texts for found in _REFUSED.finditer(text)}
    whole |= {
        key
        for text in texts
        for found in _MAYBE_REFUSED.finditer(text)
        if (key := f"refusals.{found[1]}") in refusals
    }
    return frozenset(whole - begun), frozenset(begun)
