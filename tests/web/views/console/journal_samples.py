"""The record of events."""

from typing import Any

from msgspec.structs import replace

from idp.administration.journal.actions import FlawResponse, VerdictResponse
from idp.administration.journal.issued_claims import RederivedResponse, WrongResponse
from idp.audit.records import Entry
from idp.tokens.issued_claims import WrongReason
from idp.web.views import Frame, View
from idp.web.views.console.journal import JournalEntryView, JournalView, NamesView
from tests.conftest import START
from tests.web.views.console.home_samples import PORTAL
from tests.web.views.console.sample import CONSOLE_FRAME, at_console, refused, sent
from tests.web.views.sample import Sample

_ID = "Jk3v0l8mQ9e2xT5bR7wYzA"
_FLAWS = ("changed", "missing", "cut_off", "beyond", "unchained", "head", "anchor")
_NAMES = NamesView({_ID: "Anne-Marie Lafrenière de la Durantaye"}, {PORTAL.id: PORTAL})
_SIGN_IN = Entry(
    seq=1_048_576,
    at=START,
    kind="sign_in_refused",
    actor="self",
    subject=_ID,
    client_id=None,
    outcome="refused",
    request_id=_ID,
    details={"methods": "pwd otp", "sid": _ID},
)
_CHANGE = Entry(
    seq=7,
    at=START,
    kind="an_event_without_words_yet",
    actor=f"admin:{_ID}",
    subject=None,
    client_id="portail-des-familles-du-centre-de-services",
    outcome="done",
    request_id=None,
    details={},
)

_BY_OTHERS = tuple(
    replace(_CHANGE, seq=seq, kind="client_changed", actor=actor, client_id=PORTAL.id)
    for seq, actor in ((6, "anyone"), (5, "house"), (4, "client:mozaik"), (3, "admin:root"))
)


def _search(frame: Frame, **changes: Any) -> View:  # noqa: ANN401 - members of a view
    members = {
        "entries": (_SIGN_IN, _CHANGE, *_BY_OTHERS),
        "names": _NAMES,
        "further": "/admin/journal?before=7",
        "lines_uri": "/admin/journal/fichier",
        "table_uri": "/admin/journal/fichier?forme=csv",
        **changes,
    }
    return JournalView(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _verdict(*flaws: str) -> VerdictResponse:
    return VerdictResponse(
        whole=not flaws,
        first_seq=1,
        rows=1,
        last_seq=1_048_576,
        head="0123456789abcdef" * 4,
        flaws=tuple(FlawResponse(seq=number, flaw=flaw) for number, flaw in enumerate(flaws)),
    )


def _told(*reasons: str) -> RederivedResponse:
    wrong = tuple(
        WrongResponse(
            id=1,
            reason=reason,
            account_id=_ID,
            client_id="portail",
            grant_id=_ID,
            sid=_ID,
            link_id=_ID,
            address_id=_ID,
            import_id=1,
            first_at=START,
            last_at=START,
            times=1,
        )
        for reason in reasons
    )
    return RederivedResponse(
        derived=1,
        right=0,
        gone=len(reasons),
        wrong=wrong,
        next=1 if reasons else None,
        missing=2,
        altered=bool(reasons),
    )


JOURNAL = (
    Sample("console-journal", _search),
    Sample(
        "console-journal-none",
        lambda frame: _search(frame, entries=(), further=None, typed=sent(actor=f"admin:{_ID}")),
    ),
    Sample(
        "console-journal-wrong",
        lambda frame: _search(
            frame,
            entries=(),
            further=None,
            typed=sent(since="hier"),
            errors=refused("audit.day", "since"),
        ),
    ),
    Sample("console-journal-whole", lambda frame: _search(frame, verdict=_verdict())),
    Sample("console-journal-broken", lambda frame: _search(frame, verdict=_verdict(*_FLAWS))),
    Sample("console-journal-told", lambda frame: _search(frame, response=_told())),
    Sample(
        "console-journal-told-wrong",
        lambda frame: _search(frame, response=_told(*(str(each) for each in WrongReason))),
    ),
    Sample(
        "console-journal-entry",
        lambda frame: JournalEntryView(
            frame=at_console(frame),
            console=CONSOLE_FRAME,
            entry=_SIGN_IN,
            names=_NAMES,
        ),
    ),
    Sample(
        "console-journal-entry-named",
        lambda frame: JournalEntryView(
            frame=at_console(frame),
            console=CONSOLE_FRAME,
            entry=replace(_CHANGE, details={"administrator": _ID}, client_id=PORTAL.id),
            names=_NAMES,
        ),
    ),
)
