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
_HEAD = "seq, hash, first_seq, base_hash, latest_at, went_back, mac"
FIND_HEAD = Query(Head, f"SELECT {_HEAD} FROM audit_head")
# Locks the row as it reads it: who appends next waits for this transaction's end.
TAKE_HEAD = Query(Head, f"UPDATE audit_head SET seq = seq + :count WHERE id = 1 RETURNING {_HEAD}")
BEGIN_HEAD = Statement(
    f"""INSERT INTO audit_head (id, {_HEAD})
        SELECT 1, :seq, :hash, :first_seq, :base_hash, :latest_at, :went_back, :mac
        WHERE NOT EXISTS (SELECT 1 FROM audit_head) AND NOT EXISTS (SELECT 1 FROM audit_event)"""
)
PUT_HEAD = Statement(
    """UPDATE audit_head
       SET hash = :hash, first_seq = :first_seq, base_hash = :base_hash, latest_at = :latest_at,
           went_back = :went_back, mac = :mac
       WHERE id = 1"""
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

# What a search by time looks at, both ends left out: a row is at most `went_back` seconds older
# than any before it. Before the lower one all are older, after the upper one all are younger.
_WENT_BACK = "(SELECT went_back FROM audit_head) + :slack"
FIND_SPAN = Query(
    tuple[int | None, int | None],
    f"""SELECT (SELECT seq FROM audit_event WHERE at < :since - ({_WENT_BACK}) AND seq IS NOT NULL
                ORDER BY at DESC LIMIT 1) AS above,
               (SELECT seq FROM audit_event WHERE at >= :until + ({_WENT_BACK})
                    AND seq IS NOT NULL
                ORDER BY at LIMIT 1) AS below""",
)
# A search goes down the index of the one condition that narrows most, `_DOWN` or `_UP`, compared as
# a row: after an equals sign PostgreSQL takes the order of numbers for enough, and may read every
# event that is newer than the last one wanted. Asked whether they are true, the other conditions
# are looked up in no index, and estimated as they are.
_SUBJECT = "(:subject = '' OR subject = :subject) IS TRUE"
_CLIENT_ID = "(:client_id = '' OR client_id = :client_id) IS TRUE"
_ACTOR = "(:actor = '' OR actor = :actor) IS TRUE"
_KIND = "(:kind = '' OR kind = :kind) IS TRUE"
_IN_TIME = "(at >= :since AND at < :until) IS TRUE"
_FOUND = f"SELECT seq, {_COLUMNS} FROM audit_event WHERE {_IN_TIME}"
_SEQ = "SELECT seq FROM audit_event WHERE"
_BETWEEN = "seq > :above AND seq < :below"
_BETWEEN_SUBJECT = """(subject, seq) > (:subject, :above) AND (subject, seq) < (:subject, :below)"""
_BETWEEN_CLIENT_ID = (
    """(client_id, seq) > (:client_id, :above) AND (client_id, seq) < (:client_id, :below)"""
)
_BETWEEN_ACTOR = """(actor, seq) > (:actor, :above) AND (actor, seq) < (:actor, :below)"""
_BETWEEN_KIND = """(kind, seq) > (:kind, :above) AND (kind, seq) < (:kind, :below)"""
_SUBJECT_DOWN = f"{_BETWEEN_SUBJECT} ORDER BY subject DESC, seq DESC LIMIT :limit"
_SUBJECT_UP = f"{_BETWEEN_SUBJECT} ORDER BY subject, seq LIMIT :limit"
_CLIENT_ID_DOWN = f"{_BETWEEN_CLIENT_ID} ORDER BY client_id DESC, seq DESC LIMIT :limit"
_CLIENT_ID_UP = f"{_BETWEEN_CLIENT_ID} ORDER BY client_id, seq LIMIT :limit"
_ACTOR_DOWN = f"{_BETWEEN_ACTOR} ORDER BY actor DESC, seq DESC LIMIT :limit"
_ACTOR_UP = f"{_BETWEEN_ACTOR} ORDER BY actor, seq LIMIT :limit"
_KIND_DOWN = f"{_BETWEEN_KIND} ORDER BY kind DESC, seq DESC LIMIT :limit"
_KIND_UP = f"{_BETWEEN_KIND} ORDER BY kind, seq LIMIT :limit"
_BUT_SUBJECT = f"{_FOUND} AND {_CLIENT_ID} AND {_ACTOR} AND {_KIND}"
_BUT_CLIENT_ID = f"{_FOUND} AND {_SUBJECT} AND {_ACTOR} AND {_KIND}"
_BUT_ACTOR = f"{_FOUND} AND {_SUBJECT} AND {_CLIENT_ID} AND {_KIND}"
_BUT_KIND = f"{_FOUND} AND {_SUBJECT} AND {_CLIENT_ID} AND {_ACTOR}"
_ANY = f"{_FOUND} AND {_SUBJECT} AND {_CLIENT_ID} AND {_ACTOR} AND {_KIND} AND {_BETWEEN}"
LATEST = {
    "subject": Query(Entry, f"{_BUT_SUBJECT} AND {_SUBJECT_DOWN}", details=json.loads),
    "client_id": Query(Entry, f"{_BUT_CLIENT_ID} AND {_CLIENT_ID_DOWN}", details=json.loads),
    "actor": Query(Entry, f"{_BUT_ACTOR} AND {_ACTOR_DOWN}", details=json.loads),
    "kind": Query(Entry, f"{_BUT_KIND} AND {_KIND_DOWN}", details=json.loads),
    "": Query(Entry, f"{_ANY} ORDER BY seq DESC LIMIT :limit", details=json.loads),
}
OLDEST = {
    "subject": Query(Entry, f"{_BUT_SUBJECT} AND {_SUBJECT_UP}", details=json.loads),
    "client_id": Query(Entry, f"{_BUT_CLIENT_ID} AND {_CLIENT_ID_UP}", details=json.loads),
    "actor": Query(Entry, f"{_BUT_ACTOR} AND {_ACTOR_UP}", details=json.loads),
    "kind": Query(Entry, f"{_BUT_KIND} AND {_KIND_UP}", details=json.loads),
    "": Query(Entry, f"{_ANY} ORDER BY seq LIMIT :limit", details=json.loads),
}
# Which event is the next after so many that meet one condition: read in its index alone.
REACH_DOWN = {
    "subject": Query(int, f"{_SEQ} {_SUBJECT_DOWN} OFFSET :skipped"),
    "client_id": Query(int, f"{_SEQ} {_CLIENT_ID_DOWN} OFFSET :skipped"),
    "actor": Query(int, f"{_SEQ} {_ACTOR_DOWN} OFFSET :skipped"),
    "kind": Query(int, f"{_SEQ} {_KIND_DOWN} OFFSET :skipped"),
}
REACH_UP = {
    "subject": Query(int, f"{_SEQ} {_SUBJECT_UP} OFFSET :skipped"),
    "client_id": Query(int, f"{_SEQ} {_CLIENT_ID_UP} OFFSET :skipped"),
    "actor": Query(int, f"{_SEQ} {_ACTOR_UP} OFFSET :skipped"),
    "kind": Query(int, f"{_SEQ} {_KIND_UP} OFFSET :skipped"),
}
FIND_ENTRY = Query(
    Entry, f"SELECT seq, {_COLUMNS} FROM audit_event WHERE seq = :seq", details=json.loads
)
