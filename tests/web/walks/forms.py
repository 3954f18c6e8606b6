"""The forms of a page as a browser sends them: each button is a way to send one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from typing_extensions import override

_KEPT = {"hidden", "submit", "checkbox", "radio"}


@dataclass(frozen=True)
class Sending:
    """Where a form goes when one of its buttons is pressed, and what with; all filled in."""

    to: str
    fields: tuple[tuple[str, str], ...]

    def as_data(self, **instead: str | None) -> dict[str, list[str]]:
        """Return what is posted; None leaves a field out."""
        data: dict[str, list[str]] = {}
        for name, value in self.fields:
            if name not in instead:
                data.setdefault(name, []).append(value)
        return data | {name: [value] for name, value in instead.items() if value is not None}


@dataclass
class _Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str | None, str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._form: _Form | None = None
        self._select: str | None = None
        self.found: list[Sending] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and told.get("method", "").lower() == "post":
            self._form = _Form(told.get("action") or self._path)
        elif self._form is not None:
            self._read(self._form, tag, told)

    def _read(self, form: _Form, tag: str, told: Mapping[str, str]) -> None:
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "button" or (tag == "input" and told.get("type") == "submit"):
            form.buttons.append((name or None, value, told.get("formaction") or form.action))
        elif tag == "input" and name:
            kept = told.get("type", "text") in _KEPT
            form.fields.append((name, value if kept or value else "1234567"))
        elif tag == "textarea" and name:
            form.fields.append((name, "texte"))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and value:
            form.fields.append((self._select, value))
            self._select = None

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag != "form" or self._form is None:
            return
        form, self._form = self._form, None
        for name, value, to in form.buttons or [(None, "", form.action)]:
            pressed = ((name, value),) if name else ()
            self.found.append(Sending(to, (*form.fields, *pressed)))


def sendings(page: str, path: str) -> tuple[Sending, ...]:
    """Return every way to send a form of `page`, which was shown at `path`."""
    reader = _Reader(path)
    reader.feed(page)
    return tuple(reader.found)
