"""The statements on the record of events (`audit_event`) and the ends of its chain."""

import json

from idp.audit.records import ChainedRow, Entry, Head, RecordedEvent
from idp.storage import Query, Statement

# The order in which a row is hashed: see `chain.canonical`.
_COLUMNS = "at, kind, actor, subject, client_id, outcome, request_id, details"
ADD = Statement(
    f"""INSERT INTO audit_event (seq, hash, {_COLUMNS})
        VALUES (:seq, :hash, :at, :kind, :actor, :subject, :client_id, :outcome, :request_id,
                :details)"""
)

_EVENT = "seq, hash, at, kind, subject, client_id, details"
_HEAD = "seq, hash, first_seq, base_hash, mac"
FIND_HEAD = Query(Head, f"SELECT {_HEAD} FROM audit_head")
# Locks the row as it reads it: who appends next waits for this transaction's end.
TAKE_HEAD = Query(Head, f"UPDATE audit_head SET seq = seq + :count WHERE id = 1 RETURNING {_HEAD}")
BEGIN_HEAD = Statement(
    f"""INSERT INTO audit_head (id, {_HEAD})
        SELECT 1, :seq, :hash, :first_seq, :base_hash, :mac
        WHERE NOT EXISTS (SELECT 1 FROM audit_head) AND NOT EXISTS (SELECT 1 FROM audit_event)"""
)
PUT_HEAD = Statement(
    """UPDATE audit_head
       SET hash = :hash, first_seq = :first_seq, base_hash = :base_hash, mac = :mac WHERE id = 1"""
)

FIND_UNCHAINED = Query(
    tuple[int, int], "SELECT id, at FROM audit_event WHERE seq IS NULL ORDER BY id LIMIT 1"
)
LIST_CHAINED = Query(
    ChainedRow,
    f"""SELECT hash, seq, {_COLUMNS} FROM audit_event
        WHERE seq >= :from_seq AND seq <= :to_seq ORDER BY seq LIMIT :chunk""",
)
LIST_EVENTS = Query(
    RecordedEvent,
    f"""SELECT {_EVENT} FROM audit_event
        WHERE seq > :after AND seq <= :to_seq ORDER BY seq LIMIT :chunk""",
)
FIND_OUTSIDE = Query(
    int,
    """SELECT seq FROM (SELECT MIN(seq) AS seq FROM audit_event WHERE seq < :first_seq
                        UNION ALL
                        SELECT MIN(seq) FROM audit_event WHERE seq > :last_seq) AS beside
       WHERE seq IS NOT NULL""",
)
FIND_HASH = Query(bytes, "SELECT hash FROM audit_event WHERE seq = :seq")
# By `audit_of_kind` and `audit_by_time`: what ended lately, of a record of years.
LIST_OF_KIND = Query(
    RecordedEvent,
    f"""SELECT {_EVENT} FROM audit_event
        WHERE kind = :kind AND seq > :after AND seq <= :to_seq ORDER BY seq""",
)
FIND_LAST_BEFORE = Query(
    tuple[int, bytes],
    """SELECT seq, hash FROM audit_event WHERE at < :at AND seq IS NOT NULL
       ORDER BY at DESC, seq DESC LIMIT 1""",
)
LIST_OLDEST = Query(
    tuple[int, bytes],
    "SELECT at, hash FROM audit_event WHERE seq >= :first_seq ORDER BY seq LIMIT :chunk",
)
PRUNE = Statement("DELETE FROM audit_event WHERE seq < :first_seq")

# A search, by what is given of it that narrows most: each goes down one index, from a row on.
# A plus sign keeps both databases from looking the time up where something else narrows more.
_GIVEN = """(:subject = '' OR subject = :subject) AND (:client_id = '' OR client_id = :client_id)
            AND (:actor = '' OR actor = :actor) AND (:kind = '' OR kind = :kind)
            AND +at >= :since AND +at < :until"""
_FOUND = f"SELECT seq, {_COLUMNS} FROM audit_event WHERE {_GIVEN}"
_DOWN = "seq < :bound ORDER BY seq DESC LIMIT :limit"
_UP = "seq > :bound ORDER BY seq LIMIT :limit"
_SUBJECT, _CLIENT = "subject = :subject", "client_id = :client_id"
_ACTOR, _KIND = "actor = :actor", "kind = :kind"
_TIME = "at >= :since AND at < :until"
LATEST = {
    "subject": Query(Entry, f"{_FOUND} AND {_SUBJECT} AND {_DOWN}", details=json.loads),
    "client_id": Query(Entry, f"{_FOUND} AND {_CLIENT} AND {_DOWN}", details=json.loads),
    "actor": Query(Entry, f"{_FOUND} AND {_ACTOR} AND {_DOWN}", details=json.loads),
    "kind": Query(Entry, f"{_FOUND} AND {_KIND} AND {_DOWN}", details=json.loads),
    "time": Query(Entry, f"{_FOUND} AND {_TIME} AND {_DOWN}", details=json.loads),
    "": Query(Entry, f"{_FOUND} AND {_DOWN}", details=json.loads),
}
OLDEST = {
    "subject": Query(Entry, f"{_FOUND} AND {_SUBJECT} AND {_UP}", details=json.loads),
    "client_id": Query(Entry, f"{_FOUND} AND {_CLIENT} AND {_UP}", details=json.loads),
    "actor": Query(Entry, f"{_FOUND} AND {_ACTOR} AND {_UP}", details=json.loads),
    "kind": Query(Entry, f"{_FOUND} AND {_KIND} AND {_UP}", details=json.loads),
    "time": Query(Entry, f"{_FOUND} AND {_TIME} AND {_UP}", details=json.loads),
    "": Query(Entry, f"{_FOUND} AND {_UP}", details=json.loads),
}
FIND_ENTRY = Query(
    Entry, f"SELECT seq, {_COLUMNS} FROM audit_event WHERE seq = :seq", details=json.loads
)
