"""The record of events as auditors have it: found, taken along, seen to be whole."""

import pytest

from idp.administration.actor import Actor, Role
from idp.administration.journal.actions import (
    EntriesResponse,
    ExportRecord,
    RecordActions,
    SearchRecord,
    VerifyRecord,
    WhichEntry,
)
from idp.audit.admin_events import ClientChanged
from idp.audit.events import SignedIn
from idp.errors import NotAllowed, Refused, Unknown
from idp.wiring import Provider
from tests.audit.record import tamper
from tests.conftest import TestClock

AUDITOR = Actor(name="admin:anne", roles=frozenset({Role.AUDITOR}))


@pytest.fixture
def recorded(provider: Provider, clock: TestClock) -> Provider:
    """Ten events, a minute apart."""
    for number in range(10):
        clock.advance(minutes=1)
        with provider.database.writing() as tx:
            if number % 2:
                provider.audit.record(tx, SignedIn(subject="luc", methods="pwd", sid=str(number)))
            else:
                event = ClientChanged(actor="admin:a", client_id="portal", change=str(number))
                provider.audit.record(tx, event)
    return provider


def search(provider: Provider, **given: int | str) -> EntriesResponse:
    asked = SearchRecord(**given)  # type: ignore[arg-type]
    found: EntriesResponse = provider.administration.actions.do(
        AUDITOR, RecordActions.search, asked
    )
    return found


def numbers(found: EntriesResponse) -> list[int]:
    return [each.seq for each in found.entries]


def test_events_are_found_by_each_thing_that_is_known_of_them(
    recorded: Provider, clock: TestClock
) -> None:
    even = [9, 7, 5, 3, 1]
    assert numbers(search(recorded)) == list(range(10, 0, -1))
    for given in ({"kind": "client_changed"}, {"actor": "admin:a"}, {"client_id": "portal"}):
        assert numbers(search(recorded, **given)) == even
    assert numbers(search(recorded, subject="luc", kind="signed_in")) == [10, 8, 6, 4, 2]
    assert numbers(search(recorded, subject="luc", kind="client_changed")) == []
    assert numbers(search(recorded, since=clock.now - 120)) == [10, 9, 8]
    assert numbers(search(recorded, kind="client_changed", until=clock.now - 120)) == [7, 5, 3, 1]


def test_a_search_goes_on_page_by_page(recorded: Provider) -> None:
    first = search(recorded, actor="admin:a", limit=3)
    assert (numbers(first), first.next) == ([9, 7, 5], 5)
    second = search(recorded, actor="admin:a", limit=3, before=first.next or 0)
    assert (numbers(second), second.next) == ([3, 1], None)


def test_one_event_is_shown_with_its_details(recorded: Provider) -> None:
    response = recorded.administration.actions.do(AUDITOR, RecordActions.show, WhichEntry(seq=2))
    assert (response.kind, response.details["sid"]) == ("signed_in", "1")
    with pytest.raises(Unknown):
        recorded.administration.actions.do(AUDITOR, RecordActions.show, WhichEntry(seq=11))


def test_everything_is_taken_along_and_that_is_an_event_too(recorded: Provider) -> None:
    taken: list[int] = []
    following: int | None = 0
    while following is not None:
        asked = ExportRecord(after=following, limit=4)
        page: EntriesResponse = recorded.administration.actions.do(
            AUDITOR, RecordActions.export, asked
        )
        taken, following = taken + numbers(page), page.next
    assert taken == list(range(1, 12))
    (last,) = search(recorded, limit=1).entries
    assert (last.kind, last.actor) == ("record_exported", "admin:anne")


def test_a_broken_record_is_told_with_its_first_bad_number(recorded: Provider) -> None:
    whole = recorded.administration.actions.do(AUDITOR, RecordActions.verify, VerifyRecord())
    assert (whole.whole, whole.rows, whole.flaws) == (True, 10, ())
    kept = VerifyRecord(anchor_seq=whole.last_seq, anchor_head=whole.head)
    assert recorded.administration.actions.do(AUDITOR, RecordActions.verify, kept).whole
    tamper(recorded, "UPDATE audit_event SET subject = 'anne' WHERE seq = 4")
    broken = recorded.administration.actions.do(AUDITOR, RecordActions.verify, VerifyRecord())
    assert not broken.whole
    assert [(each.seq, each.flaw) for each in broken.flaws] == [(4, "changed")]
    (last,) = search(recorded, limit=1).entries
    assert last.details == {"last_seq": 12, "flaws": 1}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (VerifyRecord(anchor_seq=3), "anchor_head"),
        (VerifyRecord(anchor_seq=3, anchor_head="g" * 64), "anchor_head"),
        (VerifyRecord(anchor_head="a" * 64), "anchor_seq"),
    ],
)
def test_half_an_anchor_is_refused_at_its_field(
    provider: Provider, asked: VerifyRecord, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        provider.administration.actions.do(AUDITOR, RecordActions.verify, asked)
    assert refused.value.field == field


def test_only_owners_and_auditors_read_the_record(provider: Provider) -> None:
    for role in Role:
        may = provider.administration.actions.may(
            Actor(name="admin:x", roles=frozenset({role})), RecordActions.search
        )
        assert may is (role in {Role.OWNER, Role.AUDITOR})
    with pytest.raises(NotAllowed):
        provider.administration.actions.do(
            Actor(name="anyone"), RecordActions.export, ExportRecord()
        )
