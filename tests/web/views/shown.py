"""A page as a browser reads it: its elements, in the order in which they stand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from typing_extensions import override


@dataclass(frozen=True)
class Element:
    """One element's name and attributes; an attribute without a value is the empty text."""

    tag: str
    attributes: dict[str, str]

    def get(self, name: str) -> str | None:
        """Return an attribute."""
        return self.attributes.get(name)


@dataclass
class Shown(HTMLParser):
    """The elements and the text of a page."""

    elements: list[Element] = field(default_factory=list)
    text: str = ""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    @override
    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *tags: str) -> Iterator[Element]:
        """Return the elements with one of these names."""
        return (each for each in self.elements if each.tag in tags)

    def inputs(self) -> dict[str, Element]:
        """Return what a form sends, by its name: the last of each."""
        found = self.all("input", "select", "textarea")
        return {each.attributes["name"]: each for each in found if each.get("name")}
