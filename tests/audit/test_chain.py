"""The chain: what becomes of a record whose rows are changed, taken away or added."""

import logging

import pytest

from idp.audit.events import SessionsEnded
from idp.audit.following import find_head
from idp.audit.verification import Anchor, ChainVerification, Flaw, LocatedFlaw
from idp.clock import DAY
from idp.ids import AccountId
from idp.storage import Statement, Transaction
from idp.wiring import Provider
from tests.audit.record import flaws, record, tamper, verify
from tests.conftest import TestClock

_COPY = """INSERT INTO audit_event (seq, hash, at, kind, actor, outcome, details)
           SELECT {seq}, hash, at, kind, actor, outcome, details FROM audit_event WHERE seq = 3"""
_FORGED = "UPDATE audit_event SET details = '{}' WHERE seq = "
_TAMPERINGS = {
    "edited": ((f"{_FORGED} 3",), LocatedFlaw(3, Flaw.CHANGED)),
    "last edited": ((f"{_FORGED} 6",), LocatedFlaw(6, Flaw.CHANGED)),
    "last edited with a hash of its own": (
        (
            """UPDATE audit_event SET details = '{}',
               hash = (SELECT base_hash FROM audit_head) WHERE seq = 6""",
        ),
        LocatedFlaw(6, Flaw.CHANGED),
    ),
    "missing": (("DELETE FROM audit_event WHERE seq = 3",), LocatedFlaw(3, Flaw.MISSING)),
    "first missing": (("DELETE FROM audit_event WHERE seq = 1",), LocatedFlaw(1, Flaw.MISSING)),
    "missing and renumbered": (
        (
            "DELETE FROM audit_event WHERE seq = 3",
            "UPDATE audit_event SET seq = seq - 1 WHERE seq = 4",
            "UPDATE audit_event SET seq = seq - 1 WHERE seq = 5",
            "UPDATE audit_event SET seq = seq - 1 WHERE seq = 6",
            "UPDATE audit_head SET seq = 5",
        ),
        LocatedFlaw(3, Flaw.CHANGED),
    ),
    "put in": (
        (
            "UPDATE audit_event SET seq = 7 WHERE seq = 6",
            "UPDATE audit_event SET seq = 6 WHERE seq = 5",
            "UPDATE audit_event SET seq = 5 WHERE seq = 4",
            _COPY.format(seq=4),
            "UPDATE audit_head SET seq = 7",
        ),
        LocatedFlaw(4, Flaw.CHANGED),
    ),
    "reordered": (
        (
            "UPDATE audit_event SET seq = 99 WHERE seq = 3",
            "UPDATE audit_event SET seq = 3 WHERE seq = 4",
            "UPDATE audit_event SET seq = 4 WHERE seq = 99",
        ),
        LocatedFlaw(3, Flaw.CHANGED),
    ),
    "cut off": (("DELETE FROM audit_event WHERE seq > 4",), LocatedFlaw(5, Flaw.CUT_OFF)),
    "emptied": (("DELETE FROM audit_event",), LocatedFlaw(1, Flaw.CUT_OFF)),
    "added at the end": ((_COPY.format(seq=7),), LocatedFlaw(7, Flaw.BEYOND)),
    "written beside the chain": (
        (
            """INSERT INTO audit_event (at, kind, actor, outcome, details)
               VALUES (0, 'k', 'a', 'done', '{}')""",
        ),
        LocatedFlaw(7, Flaw.UNCHAINED),
    ),
}


@pytest.mark.parametrize("name", _TAMPERINGS)
def test_whatever_is_done_to_a_row_is_found_where_it_was_done(
    provider: Provider, name: str
) -> None:
    record(provider, 6)
    assert flaws(provider) == ()
    commands, found = _TAMPERINGS[name]
    tamper(provider, *commands)
    assert flaws(provider)[0] == found


def test_an_end_cut_off_with_its_head_is_found_even_after_the_record_went_on(
    provider: Provider,
) -> None:
    record(provider, 6)
    with provider.database.reading() as tx:
        row = tx.row(Statement("SELECT hash FROM audit_event WHERE seq = 4"))
    assert row is not None
    tamper(provider, "DELETE FROM audit_event WHERE seq > 4", "UPDATE audit_head SET seq = 4")
    with provider.database.writing() as tx:
        tx.run(Statement("UPDATE audit_head SET hash = :hash"), hash=row[0])
    assert flaws(provider) == (LocatedFlaw(4, Flaw.HEAD),)
    record(provider, 3)
    assert flaws(provider) == (LocatedFlaw(7, Flaw.HEAD),)


def test_a_database_put_back_whole_is_found_by_a_head_kept_elsewhere(provider: Provider) -> None:
    record(provider, 6)
    kept = verify(provider)
    anchor = Anchor(kept.last_seq, kept.head_hash)
    verification = ChainVerification(database=provider.database, chain=provider.audit.chain)
    record(provider, 2)
    assert verification.run(anchor).flaws == ()
    later = verify(provider)
    assert verification.run(Anchor(later.last_seq + 1, later.head_hash)).flaws == (
        LocatedFlaw(9, Flaw.ANCHOR),
    )
    assert verification.run(Anchor(5, kept.head_hash)).flaws == (LocatedFlaw(5, Flaw.ANCHOR),)


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE audit_event SET actor = 'other' WHERE seq = 2",
        "UPDATE audit_event SET seq = NULL WHERE seq = 2",
        "DELETE FROM audit_event WHERE seq = 1",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET seq = seq - 1",
        "UPDATE audit_head SET first_seq = first_seq + 100",
    ],
)
def test_the_database_itself_refuses_to_change_the_record(provider: Provider, command: str) -> None:
    record(provider, 3)
    with pytest.raises(Exception, match="append-only"), provider.database.writing() as tx:
        tx.run(Statement(command))
    assert flaws(provider) == ()


def test_what_is_undone_leaves_no_row_and_no_gap(provider: Provider) -> None:
    record(provider, 2)
    with pytest.raises(ZeroDivisionError), provider.database.writing() as tx:
        _record_and_fail(provider, tx)
    record(provider, 1)
    verdict = verify(provider)
    assert (verdict.rows, verdict.last_seq, verdict.flaws) == (3, 3, ())


def test_several_events_of_one_transaction_keep_their_order(provider: Provider) -> None:
    with provider.database.writing() as tx:
        for number in range(3):
            provider.audit.record(tx, SessionsEnded(subject=str(number), count=1))
    with provider.database.reading() as tx:
        rows = tx.rows(Statement("SELECT seq, subject FROM audit_event ORDER BY seq"))
    assert rows == [(1, "0"), (2, "1"), (3, "2")]
    assert flaws(provider) == ()


def test_nothing_can_be_recorded_where_nothing_is_committed(provider: Provider) -> None:
    with provider.database.reading() as tx, pytest.raises(RuntimeError, match="only a transaction"):
        provider.audit.record(tx, SessionsEnded(subject="account", count=1))


def test_retention_takes_the_oldest_rows_and_what_is_left_is_still_covered(
    provider: Provider, clock: TestClock
) -> None:
    record(provider, 4)
    clock.advance(DAY)
    record(provider, 3)
    chain = provider.audit.chain
    with provider.database.writing() as tx:
        assert chain.prune(tx, before=clock.now - DAY, chunk=3) == 3
    with provider.database.writing() as tx:
        assert chain.prune(tx, before=clock.now - DAY, chunk=3) == 1
    with provider.database.writing() as tx:
        assert chain.prune(tx, before=clock.now - DAY, chunk=3) == 0
    verdict = verify(provider)
    assert (verdict.first_seq, verdict.last_seq, verdict.rows, verdict.flaws) == (5, 7, 3, ())
    record(provider, 1)
    assert flaws(provider) == ()
    tamper(provider, "DELETE FROM audit_event WHERE seq = 5")
    assert flaws(provider) == (LocatedFlaw(5, Flaw.MISSING),)


def test_a_row_that_was_written_beside_the_chain_is_found(provider: Provider) -> None:
    record(provider, 2)
    with provider.database.writing() as tx:
        tx.run(
            Statement(
                """INSERT INTO audit_event (at, kind, actor, outcome, details)
                   VALUES (5, 'signed_in', 'self', 'done', '{}')"""
            )
        )
    assert [each.flaw for each in flaws(provider)] == [Flaw.UNCHAINED]


def test_a_record_begins_once(provider: Provider) -> None:
    record(provider, 2)
    tamper(provider, "DELETE FROM audit_head")
    with provider.database.writing() as tx:
        provider.audit.chain.begin(tx)
    with provider.database.reading() as tx, pytest.raises(RuntimeError, match="has no head"):
        find_head(tx)


def test_a_head_that_is_not_ours_is_written_to_the_log(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    record(provider, 4)
    tamper(provider, "DELETE FROM audit_event WHERE seq > 1", "UPDATE audit_head SET seq = 1")
    with caplog.at_level(logging.ERROR):
        record(provider, 1)
    assert "not ours" in caplog.text
    assert "lost rows" in caplog.text


def _record_and_fail(provider: Provider, tx: Transaction) -> None:
    provider.directory.accounts.disable(tx, AccountId("nobody"), actor="admin:a")
    provider.audit.record(tx, SessionsEnded(subject="account", count=1))
    raise ZeroDivisionError


def test_what_others_wrote_and_was_undone_raises_no_alarm(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    def undone() -> None:
        with provider.database.writing() as tx:
            for number in range(2):
                provider.audit.record(tx, SessionsEnded(subject="account", count=number))
                tx.write_put_off()
                tx.begin_part()
            raise LookupError

    with pytest.raises(LookupError):
        undone()
    with caplog.at_level(logging.ERROR):
        record(provider, 1)
    assert caplog.text == ""
