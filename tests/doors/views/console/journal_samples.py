"""The record of events."""

from typing import Any

from idp.doors.views import Frame, Page
from idp.doors.views.console.journal import (
    EntryView,
    FlawView,
    JournalEntryPage,
    JournalPage,
    ToldView,
    VerdictView,
    WrongView,
)
from idp.tokens.told import Reason
from tests.doors.views.console.sample import CONSOLE_FRAME, at_console, refused
from tests.doors.views.sample import Sample

_ID = "Jk3v0l8mQ9e2xT5bR7wYzA"
_FLAWS = ("changed", "missing", "cut_off", "beyond", "unchained", "head", "anchor")
_SIGN_IN = EntryView(
    seq=1_048_576,
    when="23 novembre 2026, 14\u00a0h\u00a005",
    kind="sign_in_refused",
    words="console_journal.kinds.sign_in_refused",
    actor="self",
    subject=_ID,
    client_id=None,
    refused=True,
)
_CHANGE = EntryView(
    seq=7,
    when="1er septembre 2026, 0\u00a0h\u00a000",
    kind="an_event_without_words_yet",
    words=None,
    actor=f"admin:{_ID}",
    subject=None,
    client_id="portail-des-familles-du-centre-de-services",
    refused=False,
)


def _search(frame: Frame, **changes: Any) -> Page:  # noqa: ANN401 - members of a view
    members = {
        "entries": (_SIGN_IN, _CHANGE),
        "further": "/admin/journal?before=7",
        "lines_uri": "/admin/journal/fichier",
        "table_uri": "/admin/journal/fichier?forme=csv",
        **changes,
    }
    return JournalPage(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _verdict(*flaws: str) -> VerdictView:
    return VerdictView(
        whole=not flaws,
        rows=1,
        last_seq=1_048_576,
        head="0123456789abcdef" * 4,
        flaws=tuple(FlawView(number, flaw) for number, flaw in enumerate(flaws)),
    )


def _told(*reasons: str) -> ToldView:
    wrong = tuple(
        WrongView(f"console_journal.reasons.{reason}", "23 novembre 2026", _ID, "portail", _ID, _ID)
        for reason in reasons
    )
    return ToldView(
        derived=1,
        gone=len(reasons),
        wrong=wrong,
        more=bool(reasons),
        missing=2,
        altered=bool(reasons),
    )


JOURNAL = (
    Sample("console-journal", _search),
    Sample(
        "console-journal-none",
        lambda frame: _search(frame, entries=(), further=None, actor=f"admin:{_ID}"),
    ),
    Sample(
        "console-journal-wrong",
        lambda frame: _search(
            frame, entries=(), further=None, since="hier", errors=refused("audit.day", "since")
        ),
    ),
    Sample("console-journal-whole", lambda frame: _search(frame, verdict=_verdict())),
    Sample("console-journal-broken", lambda frame: _search(frame, verdict=_verdict(*_FLAWS))),
    Sample("console-journal-told", lambda frame: _search(frame, told=_told())),
    Sample(
        "console-journal-told-wrong",
        lambda frame: _search(frame, told=_told(*(str(each) for each in Reason))),
    ),
    Sample(
        "console-journal-entry",
        lambda frame: JournalEntryPage(
            frame=at_console(frame),
            console=CONSOLE_FRAME,
            entry=_SIGN_IN,
            request_id=_ID,
            details=(("methods", "pwd otp"), ("sid", _ID)),
        ),
    ),
)
