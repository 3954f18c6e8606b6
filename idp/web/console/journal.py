"""`/admin/journal`: searching, exporting and verifying the record of events."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import msgspec

from idp.administration.administrators.actions import AdministratorActions
from idp.administration.journal.actions import EntriesResponse, RecordActions, VerdictResponse
from idp.administration.journal.issued_claims import RederivedResponse
from idp.administration.portals.actions import ClientActions
from idp.audit.records import Entry
from idp.clock import DAY
from idp.errors import NotAllowed, Refused, Unknown
from idp.normalisation.dates import midnight
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.journal_claims import rederived
from idp.web.console.paths import JOURNAL
from idp.web.frame import Answer, Download, errors_of
from idp.web.views import PageError
from idp.web.views.console.journal import (
    JournalEntryView,
    JournalView,
    NamesView,
)

_FILE = f"{JOURNAL}/fichier"
_TEXTS = ("kind", "actor", "subject", "client_id")
_DAYS = ("since", "until")
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t")
_NOTHING = EntriesResponse(entries=(), next=None)


class JournalPage:
    """The search, and the buttons that verify the chain and derive issued claims again."""

    path = JOURNAL
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        try:
            response = request.read(RecordActions.search, **_given(request), **_before(request))
        except NotAllowed:
            raise
        except Refused as wrong:
            return _page(request, _NOTHING, errors=errors_of(request.problem or wrong))
        return _page(request, response)

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        if request.text("action") == "rederive":
            return _page(request, request.read(RecordActions.search), response=rederived(request))
        verdict = request.read(RecordActions.verify)
        return _page(request, request.read(RecordActions.search), verdict=verdict)


class JournalEntryPage:
    """One event."""

    path = f"{JOURNAL}/<seq>"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown."""
        return JournalEntryView(entry=_entry(request), names=_names(request))


class JournalFilePage:
    """Everything that fits the search, as a file that is made while it is sent."""

    path = _FILE
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the file: JSON lines, or a table for a spreadsheet."""
        try:
            given = _given(request)
            first: EntriesResponse = request.read(RecordActions.export, **given)
        except NotAllowed:
            raise
        except Refused as wrong:
            raise Unknown(wrong.key, field=wrong.field, **wrong.values) from wrong
        pages = _pages(request, given, first)
        if request.text("forme") == "csv":
            return Download("journal.csv", "text/csv", _table(pages))
        return Download("journal.jsonl", "application/jsonl", _lines(pages))


def _given(request: AdministratorRequest) -> dict[str, object]:
    """Return the filters of the search; days run from midnight in Québec. Raises Refused."""
    given: dict[str, object] = {
        name: text for name in _TEXTS if (text := request.text(name).strip())
    }
    for name in _DAYS:
        text = request.text(name).strip()
        if text:
            try:
                given[name] = midnight(text) + (DAY if name == "until" else 0)
            except ValueError:
                raise Refused("audit.day", field=name) from None
    return given


def _before(request: AdministratorRequest) -> dict[str, object]:
    before = request.text("before")
    return {"before": before} if before else {}


def _entry(request: AdministratorRequest) -> Entry:
    if not request.named["seq"].isdecimal():
        raise Unknown("audit.unknown")
    response: Entry = request.read(RecordActions.show)
    return response


def _names(request: AdministratorRequest) -> NamesView:
    administrators = (
        request.read(AdministratorActions.list).administrators
        if request.may(AdministratorActions.list)
        else ()
    )
    portals = request.read(ClientActions.list).portals if request.may(ClientActions.list) else ()
    return NamesView(
        {each.id: each.name for each in administrators}, {each.id: each for each in portals}
    )


def _page(
    request: AdministratorRequest,
    found: EntriesResponse,
    *,
    errors: tuple[PageError, ...] = (),
    verdict: VerdictResponse | None = None,
    response: RederivedResponse | None = None,
) -> JournalView:
    query = {name: text for name in (*_TEXTS, *_DAYS) if (text := request.text(name).strip())}
    return JournalView(
        errors=errors,
        entries=found.entries,
        names=_names(request),
        further=request.to(JOURNAL, **query, before=str(found.next)) if found.next else None,
        lines_uri=request.to(_FILE, **query),
        table_uri=f"{_FILE}?{urlencode({**query, 'forme': 'csv'})}",
        verdict=verdict,
        response=response,
    )


def _pages(
    request: AdministratorRequest, given: dict[str, object], first: EntriesResponse
) -> Iterator[EntriesResponse]:
    page = first
    yield page
    while page.next is not None:
        page = request.read(RecordActions.export, **given, after=str(page.next))
        yield page


def _lines(pages: Iterator[EntriesResponse]) -> Iterator[bytes]:
    for page in pages:
        yield b"".join(msgspec.json.encode(each) + b"\n" for each in page.entries)


def _table(pages: Iterator[EntriesResponse]) -> Iterator[bytes]:
    # By these first three bytes, spreadsheets read the file as UTF-8.
    yield "\ufeff".encode() + _row(Entry.__struct_fields__)
    for page in pages:
        yield b"".join(_row(_cells(each)) for each in page.entries)


def _cells(each: Entry) -> tuple[Any, ...]:
    *plain, details = msgspec.structs.astuple(each)
    return (*("" if value is None else value for value in plain), msgspec.json.encode(details))


def _row(cells: tuple[Any, ...]) -> bytes:
    written = io.StringIO()
    texts = [cell.decode() if isinstance(cell, bytes) else str(cell) for cell in cells]
    csv.writer(written).writerow(f"'{t}" if t.startswith(_FORMULA) else t for t in texts)
    return written.getvalue().encode()
