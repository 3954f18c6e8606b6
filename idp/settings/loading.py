"""Reading the settings, once: a file, and the environment, which wins."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeGuard, get_args, get_origin, get_type_hints

import msgspec
import tomli
from msgspec.structs import fields

from idp.errors import SettingsError
from idp.settings.sections import Settings
from idp.untrusted import read_json

_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


def load(path: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read `path` (none: the defaults) and `environment`.

    Raises SettingsError naming the first setting that is unknown or wrong.
    """
    content: dict[str, Any] = {}
    if path is not None:
        try:
            content = tomli.loads(path.read_text("utf-8"))
        except (OSError, tomli.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: {error}") from error
    sections = get_type_hints(Settings)
    if unknown := sorted(set(content) - set(sections)):
        raise SettingsError(f"unknown section [{unknown[0]}]")
    known = {"PARVIS_CONFIG"}
    built: dict[str, Any] = {}
    for name, section in sections.items():
        given = content.get(name, {})
        if not isinstance(given, dict):
            raise SettingsError(f"{name} must be a section")
        built[name] = _section(name, section, given, environment)
        known |= {_variable(name, each.name) for each in fields(section)}
    for variable in sorted(environment):
        if variable.startswith("PARVIS_") and variable not in known:
            raise SettingsError(f"unknown setting {variable} in the environment")
    return Settings(**built)


def _variable(section: str, name: str) -> str:
    return f"PARVIS_{section}_{name}".upper()


def _section(
    name: str,
    section: type[msgspec.Struct],
    given: Mapping[str, Any],
    environment: Mapping[str, str],
) -> object:
    kinds = get_type_hints(section)
    if unknown := sorted(set(given) - set(kinds)):
        raise SettingsError(f"unknown setting {name}.{unknown[0]}")
    values: dict[str, Any] = {}
    for key, kind in kinds.items():
        if (text := environment.get(_variable(name, key))) is not None:
            values[key] = _from_text(f"{name}.{key}", kind, text)
        elif key in given:
            values[key] = _checked(f"{name}.{key}", kind, given[key])
    for each in fields(section):
        if each.name not in values and each.required:
            raise SettingsError(f"{name}.{each.name} is missing")
    return section(**values)


def _from_text(name: str, kind: Any, text: str) -> object:  # noqa: ANN401 - a type
    if get_origin(kind) is not tuple:
        return _converted(name, kind, text, strict=False)
    item = get_args(kind)[0]
    if _is_table(item):
        return _checked(name, kind, _objects(name, text))
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(_converted(name, item, part, strict=False) for part in parts)


def _is_table(item: object) -> TypeGuard[type[msgspec.Struct]]:
    return isinstance(item, type) and issubclass(item, msgspec.Struct)


def _objects(name: str, text: str) -> list[Any]:
    if not text:
        return []
    try:
        content = read_json(text)
    except ValueError:
        content = None
    if not isinstance(content, list) or not all(isinstance(each, dict) for each in content):
        raise SettingsError(f"{name} must be a list of objects in JSON")
    return content


def _checked(name: str, kind: Any, value: object) -> object:  # noqa: ANN401 - a type
    item = get_args(kind)[0] if get_origin(kind) is tuple else None
    if _is_table(item):
        # Table by table: a member that its class does not know is refused.
        tables = _converted(name, tuple[dict[str, Any], ...], value)
        return tuple(_section(name, item, each, {}) for each in tables)
    return _converted(name, kind, value)


def _converted(name: str, kind: Any, value: object, *, strict: bool = True) -> Any:  # noqa: ANN401 - a type and its value
    try:
        return msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError:
        raise SettingsError(f"{name} must be {_WORDS.get(kind, 'a list')}") from None
