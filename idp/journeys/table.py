"""The statements on journeys."""

from idp.journeys.journey import WaitingRow
from idp.storage import Query, Statement, words

ADD = Statement(
    """INSERT INTO journey (id_hash, client_id, request_sealed, slot, created_at, expires_at)
       VALUES (:id_hash, :client_id, :request_sealed, :slot, :now, :expires_at)"""
)
EMPTY_SLOT = Statement("DELETE FROM journey WHERE slot = :slot")
FIND = Query(
    WaitingRow,
    """SELECT client_id, request_sealed, marks, created_at, answered_at FROM journey
       WHERE id_hash = :id_hash AND expires_at > :now""",
    marks=words,
)
MARK = Statement("UPDATE journey SET marks = marks || ' ' || :mark WHERE id_hash = :id_hash")
ANSWER = Statement(
    """UPDATE journey SET answered_at = :now WHERE id_hash = :id_hash AND answered_at IS NULL"""
)
# After the database was restored to an earlier day (idp/installation/restoring.py).
END_EVERY_JOURNEY = Statement("UPDATE journey SET expires_at = :now WHERE expires_at > :now")
