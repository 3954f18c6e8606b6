"""The record of events: a search and what it found, one event, whether the record is whole."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.console.frame import ConsolePage


@dataclass(frozen=True, slots=True)
class EntryView:
    """One event. `words` is the key of a sentence for its kind, None where there is none yet."""

    seq: int
    when: str
    kind: str
    words: str | None
    actor: str
    subject: str | None
    client_id: str | None
    refused: bool


@dataclass(frozen=True, slots=True)
class FlawView:
    """What is wrong with the record, and at which number."""

    seq: int
    flaw: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """What reading the whole chain gave; `head` is to be kept elsewhere."""

    whole: bool
    rows: int
    last_seq: int
    head: str
    flaws: tuple[FlawView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage(ConsolePage):
    """The search. `further` leads to the next page; the files hold all that fits."""

    template: ClassVar[str] = "console/journal/search.html"
    entries: tuple[EntryView, ...]
    further: str | None
    lines_uri: str
    table_uri: str
    kind: str = ""
    actor: str = ""
    subject: str = ""
    client_id: str = ""
    since: str = ""
    until: str = ""
    verdict: VerdictView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntryPage(ConsolePage):
    """One event, with its own details by their names."""

    template: ClassVar[str] = "console/journal/entry.html"
    entry: EntryView
    request_id: str | None
    details: tuple[tuple[str, str], ...]
    """Names as the record has them, and values."""
