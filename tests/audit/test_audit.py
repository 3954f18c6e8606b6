"""Events: typed, in the transaction that made them happen, without personal data."""

import json

import pytest
from msgspec import structs

from idp.audit import admin_events, events
from idp.audit.event import Event
from idp.audit.events import AddressProven, SessionsEnded, SignedIn
from idp.storage import Statement, Transaction
from idp.wiring import Provider
from tests.conftest import Parent, TestClock

LIST = Statement("SELECT at, kind, actor, subject, outcome, details FROM audit_event ORDER BY id")


def test_an_event_is_written_with_its_own_fields_as_details(
    provider: Provider, clock: TestClock
) -> None:
    with provider.database.writing() as tx:
        provider.audit.record(
            tx, SignedIn(subject="account", methods="pwd", sid="s", device="Edge")
        )
    with provider.database.reading() as tx:
        at, kind, actor, subject, outcome, details = tx.rows(LIST)[0]
    assert (at, kind, actor, subject) == (clock.now, "signed_in", "self", "account")
    assert outcome == "done"
    assert json.loads(details) == {"methods": "pwd", "sid": "s", "device": "Edge"}


def test_an_event_goes_when_its_transaction_goes(provider: Provider) -> None:
    with pytest.raises(ZeroDivisionError), provider.database.writing() as tx:
        _record_and_fail(provider, tx)
    with provider.database.reading() as tx:
        assert tx.rows(LIST) == []


def test_every_kind_of_event_has_a_name_of_its_own() -> None:
    kinds = [each.kind for each in _subclasses()]
    assert len(set(kinds)) == len(kinds) > 5


def test_no_event_has_a_field_for_personal_data() -> None:
    forbidden = {"address", "email", "name", "number", "code", "token", "password"}
    for kind in _subclasses():
        assert not forbidden & {each.name for each in structs.fields(kind)}


def test_the_record_of_an_account_does_not_hold_its_address(
    provider: Provider, parent: Parent
) -> None:
    with provider.database.reading() as tx:
        rows = tx.rows(LIST)
    assert rows
    assert parent.address.partition("@")[0] not in repr(rows)
    assert AddressProven(address_id="a", added=True).details() == {"address_id": "a", "added": True}


def _record_and_fail(provider: Provider, tx: Transaction) -> None:
    provider.audit.record(tx, SessionsEnded(subject="account", count=1))
    raise ZeroDivisionError


def _subclasses() -> list[type[Event]]:
    everything = (*vars(events).values(), *vars(admin_events).values())
    return [
        each
        for each in everything
        if isinstance(each, type) and issubclass(each, Event) and each is not Event
    ]
