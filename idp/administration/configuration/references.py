"""Secrets by reference: a variable of the environment, or a file that lies elsewhere."""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from typing_extensions import override

from idp.errors import Refused

_LONGEST = 4_096


class Referred(Struct, frozen=True):
    """A secret that was read, and where it stands, which may be shown."""

    secret: str
    place: str

    @override
    def __repr__(self) -> str:
        """Show the place alone."""
        return f"Referred({self.place})"


class References(Struct, frozen=True):
    """Reads what entries refer to; files are relative to the directory, and never within it."""

    directory: Path
    environment: Mapping[str, str]

    def read(self, member: str, reference: object) -> Referred:
        """Return what `{ environment = "NAME" }` or `{ file = "PATH" }` names. Raises Refused."""
        match reference:
            case {"environment": str(name), **rest} if not rest:
                return self._variable(member, name)
            case {"file": str(name), **rest} if not rest:
                return self._file(member, name)
            case _:
                raise Refused("configuration.reference", field=member)

    def _variable(self, member: str, name: str) -> Referred:
        if not (secret := self.environment.get(name, "")):
            raise Refused("configuration.no_variable", field=member, name=name)
        return Referred(secret, f"environment {name}")

    def _file(self, member: str, name: str) -> Referred:
        path = (self.directory / name).resolve()
        if path.is_relative_to(self.directory.resolve()):
            raise Refused("configuration.secret_within", field=member, name=name)
        try:
            with open(path, encoding="utf-8", opener=_at_once) as opened:
                secret = opened.read(_LONGEST).strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "UTF-8"
            raise Refused("configuration.unreadable", field=member, name=name, why=why) from error
        if not secret:
            raise Refused("configuration.unreadable", field=member, name=name, why="empty")
        return Referred(secret, f"file {name}")


def _at_once(path: str, flags: int) -> int:
    """Open without waiting: a pipe to which nobody writes is empty, and the database not held."""
    return os.open(path, flags | os.O_NONBLOCK)
