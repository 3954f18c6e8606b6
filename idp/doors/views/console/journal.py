"""The record of events: a search and what it found, one event, whether the record is whole."""

from typing import ClassVar

from msgspec import Struct

from idp.doors.views.console.frame import ConsolePage


class EntryView(Struct, frozen=True):
    """One event. `words` is the key of a sentence for its kind, None where there is none yet."""

    seq: int
    when: str
    kind: str
    words: str | None
    actor: str
    subject: str | None
    client_id: str | None
    refused: bool


class FlawView(Struct, frozen=True):
    """What is wrong with the record, and at which number."""

    seq: int
    flaw: str


class VerdictView(Struct, frozen=True):
    """What reading the whole chain gave; `head` is to be kept elsewhere."""

    whole: bool
    rows: int
    last_seq: int
    head: str
    flaws: tuple[FlawView, ...]


class WrongView(Struct, frozen=True):
    """One thing that tokens told and that did not hold; `reason` is a key of its sentence."""

    reason: str
    when: str
    account_id: str
    client_id: str
    grant_id: str
    sid: str


class ToldView(Struct, frozen=True):
    """What deriving again gave; `more`: there is more than one request can go through.

    `altered`: what is there is not what the record counted; `missing` of it are not there.
    """

    derived: int
    gone: int
    wrong: tuple[WrongView, ...]
    more: bool
    missing: int = 0
    altered: bool = False


class JournalPage(ConsolePage, frozen=True, kw_only=True):
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
    told: ToldView | None = None


class JournalEntryPage(ConsolePage, frozen=True, kw_only=True):
    """One event, with its own details by their names."""

    template: ClassVar[str] = "console/journal/entry.html"
    entry: EntryView
    request_id: str | None
    details: tuple[tuple[str, str], ...]
    """Names as the record has them, and values."""
