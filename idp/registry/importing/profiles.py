"""Profiles by name: those that administrators saved, and those in the profiles' directory."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct

from idp.clock import Clock
from idp.errors import Refused, Unknown
from idp.registry.importing import table
from idp.registry.importing.profile import ExportProfile, load_profile, read_profile
from idp.settings import RegistrySettings
from idp.shipped import REGISTRY_PROFILES
from idp.storage import Transaction

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class NamedProfile(Struct, frozen=True):
    """A profile as it is listed; `changed_at` in seconds, None for one from the directory."""

    name: str
    content: Mapping[str, Any]
    changed_at: int | None = None
    changed_by: str | None = None


class Profiles:
    """A saved profile hides a file of the same name."""

    def __init__(self, *, clock: Clock, settings: RegistrySettings) -> None:
        self._clock = clock
        named = settings.profiles_directory
        self._folder = Path(named) if named else REGISTRY_PROFILES

    def all(self, tx: Transaction) -> tuple[NamedProfile, ...]:
        """Return every profile, by name."""
        found = {}
        for path in sorted(self._folder.glob("*.toml")):
            if _NAME.fullmatch(path.stem):
                content = tomli.loads(path.read_text("utf-8"))
                found[path.stem] = NamedProfile(path.stem, content)
        for row in tx.rows(table.LIST_PROFILES):
            content = json.loads(row.content)
            found[row.name] = NamedProfile(row.name, content, row.changed_at, row.changed_by)
        return tuple(found[name] for name in sorted(found))

    def get(self, tx: Transaction, name: str) -> ExportProfile:
        """Return the profile `name`. Raises Refused when there is none, or it is wrong."""
        if not _NAME.fullmatch(name):
            raise Unknown("registry.no_such_profile", field="profile", name=name)
        saved = tx.row(table.FIND_PROFILE, name=name)
        if saved is not None:
            return read_profile(json.loads(saved))
        path = self._folder / f"{name}.toml"
        if not path.is_file():
            raise Unknown("registry.no_such_profile", field="profile", name=name)
        return load_profile(path)

    def save(self, tx: Transaction, name: str, content: Mapping[str, Any], *, actor: str) -> None:
        """Save `content` under `name`. Raises Refused when either is wrong."""
        if not _NAME.fullmatch(name):
            raise Refused("registry.profile_name", field="name")
        read_profile(content)
        tx.run(
            table.PUT_PROFILE,
            name=name,
            content=json.dumps(content, ensure_ascii=False, sort_keys=True),
            actor=actor,
            now=self._clock.seconds(),
        )

    def remove(self, tx: Transaction, name: str) -> None:
        """Delete a saved profile. Raises Unknown when there is none."""
        if tx.run(table.REMOVE_PROFILE, name=name) != 1:
            raise Unknown("registry.no_such_profile", field="name", name=name)
