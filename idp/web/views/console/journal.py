"""The record of events: a search and what it found, one event, whether the record is whole."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct

from idp.administration.journal.actions import VerdictResponse
from idp.administration.journal.issued_claims import RederivedResponse
from idp.administration.portals.responses import PortalResponse
from idp.audit.records import Entry
from idp.translations import words_in
from idp.web.views.console.frame import ConsoleView


def has_words(entry: Entry) -> bool:
    """Tell whether there is a sentence for events of this kind."""
    return f"console_journal.kinds.{entry.kind}" in words_in("fr")


class NamesView(Struct, frozen=True):
    """Administrators' names and portals by their ids, as far as the reader may see them."""

    administrators: Mapping[str, str] = {}
    portals: Mapping[str, PortalResponse] = {}


class JournalView(ConsoleView, frozen=True, kw_only=True):
    """The search. `further` leads to the next page; the files hold all that fits."""

    template: ClassVar[str] = "console/journal/search.html"
    has_words = staticmethod(has_words)
    entries: tuple[Entry, ...]
    names: NamesView
    further: str | None
    lines_uri: str
    table_uri: str
    verdict: VerdictResponse | None = None
    response: RederivedResponse | None = None


class JournalEntryView(ConsoleView, frozen=True, kw_only=True):
    """One event, with its own details by their names."""

    template: ClassVar[str] = "console/journal/entry.html"
    has_words = staticmethod(has_words)
    entry: Entry
    names: NamesView
