"""The result of reading a description: the members of a client, and notes."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from msgspec import Struct, field

from idp.clients.problem import ClientRefused, problem


class Note(Struct, frozen=True):
    """How `source` was read: into `target`; `why` names a sentence of `descriptions`."""

    source: str
    target: str = ""
    why: str = ""
    value: str = ""


class DescribedClient(Struct, frozen=True):
    """A client as it would be registered, once `refused` members are corrected by hand."""

    format: str
    members: dict[str, Any]
    taken: tuple[Note, ...]
    safer: tuple[Note, ...]
    left: tuple[Note, ...]
    refused: tuple[Note, ...]


class Reader(Struct):
    """Reads a description, and records the members that were not read."""

    format: str
    content: Mapping[str, Any]
    members: dict[str, Any] = field(default_factory=dict)
    branding: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, list[Note]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def text(self, name: str) -> str:
        """Return a text; empty when it is absent. Raises ClientRefused for another type."""
        value = self._value(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise ClientRefused(problem(name, "must_be_text"))
        return value.strip()

    def flag(self, name: str, default: bool = False) -> bool:  # noqa: FBT001, FBT002 - as `get`
        """Return a flag; Keycloak writes some as text."""
        value = self._value(name)
        if value is None or value == "":
            return default
        if value not in (True, False, "true", "false"):
            raise ClientRefused(problem(name, "must_be_boolean"))
        return value in (True, "true")

    def texts(self, name: str) -> list[str]:
        """Return a list of texts. Raises ClientRefused for another type."""
        value = self._value(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise ClientRefused(problem(name, "must_be_list"))
        return [each.strip() for each in value]

    def inside(self, name: str) -> "Reader":
        """Return the reader of a nested object, whose notes are added to this one's."""
        value = self._value(name)
        if value is not None and not isinstance(value, Mapping):
            raise ClientRefused(problem(name, "must_be_object"))
        return Reader(self.format, value or {}, self.members, self.branding, self.notes)

    def seen(self, *names: str) -> None:
        """Ignore `names`: they mean nothing outside their provider."""
        self._seen.update(names)

    def take(self, source: str, target: str, value: Any) -> None:  # noqa: ANN401 - parsed JSON
        """Keep `value` as the member `target`, `branding.…` too; empty is nothing."""
        if value in (None, "", [], ()):
            return
        if target.startswith("branding."):
            self.branding[target.removeprefix("branding.")] = value
        else:
            self.members[target] = value
        self.note("taken", Note(source, target))

    def note(self, kind: str, note: Note) -> None:
        """Keep a note: `taken`, `safer`, `left` or `refused`."""
        self.notes.setdefault(kind, []).append(note)

    def safer(self, source: str, why: str) -> None:
        """Note that `source` was made safer."""
        self.note("safer", Note(source, why=why))

    def left(self, source: str, why: str = "nothing_alike") -> None:
        """Note that `source` has no counterpart."""
        self.note("left", Note(source, why=why))

    def addresses(self, source: str, uris: Iterable[str], base: str = "") -> list[str]:
        """Return the absolute addresses without duplicates; a note refuses wildcards."""
        whole = []
        for uri in uris:
            if "*" in uri:
                self.note("refused", Note(source, "redirect_uris", "wildcard", uri))
            elif uri:
                whole.append(urljoin(f"{base.rstrip('/')}/", uri) if base else uri)
        return list(dict.fromkeys(whole))

    def leave_rest(self, prefix: str = "") -> None:
        """Note every member that was not read."""
        for name, value in self.content.items():
            if name not in self._seen and value not in (None, "", [], {}, False, "false"):
                self.left(f"{prefix}{name}")

    def done(self) -> DescribedClient:
        """Return the client and the notes."""
        kinds = {kind: tuple(self.notes.get(kind, ())) for kind in _KINDS}
        return DescribedClient(self.format, {**self.members, "branding": self.branding}, **kinds)

    def _value(self, name: str) -> Any:  # noqa: ANN401 - parsed JSON
        self._seen.add(name)
        return self.content.get(name)


_KINDS = ("taken", "safer", "left", "refused")
