"""The statements on journeys."""

from idp.journeys.journey import WaitingRow
from idp.journeys.records import KeptRow
from idp.journeys.sent_form import SentFormRow
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
MARK = Statement(
    """UPDATE journey SET marks = CASE WHEN marks || ' ' LIKE '% ' || :mark || ' %' THEN marks
                                     ELSE marks || ' ' || :mark END
       WHERE id_hash = :id_hash AND answered_at IS NULL"""
)
# By what was marked when the answer was decided: a refusal since then is not answered by a code.
ANSWER = Statement(
    """UPDATE journey SET answered_at = :now
       WHERE id_hash = :id_hash AND answered_at IS NULL AND marks = :marks"""
)
REFUSE = Statement(
    """UPDATE journey SET answered_at = :now WHERE id_hash = :id_hash AND answered_at IS NULL"""
)
KEEP_PASSWORD = Statement(
    """INSERT INTO kept_password (proof_hash, password_sealed, remember, kept_at)
       VALUES (:proof_hash, :password_sealed, :remember, :now)
       ON CONFLICT (proof_hash) DO UPDATE
       SET password_sealed = excluded.password_sealed, remember = excluded.remember"""
)
IS_PASSWORD_KEPT = Query(int, "SELECT 1 FROM kept_password WHERE proof_hash = :proof_hash")
TAKE_PASSWORD = Query(
    KeptRow,
    "DELETE FROM kept_password WHERE proof_hash = :proof_hash RETURNING password_sealed, remember",
)
# After the database was restored to an earlier day (idp/installation/restoring.py).
END_EVERY_JOURNEY = Statement("UPDATE journey SET expires_at = :now WHERE expires_at > :now")

BEGIN_FORM = Statement(
    """INSERT INTO sent_form (id_hash, begun_at, expires_at) VALUES (:id_hash, :now, :expires_at)
       ON CONFLICT (id_hash) DO UPDATE
       SET begun_at = :now, expires_at = :expires_at, answer_sealed = NULL
       WHERE sent_form.expires_at <= :now
          OR (sent_form.answer_sealed IS NULL AND sent_form.begun_at <= :given_up)"""
)
ANSWER_FORM = Statement(
    "UPDATE sent_form SET answer_sealed = :answer_sealed WHERE id_hash = :id_hash"
)
RELEASE_FORM = Statement("DELETE FROM sent_form WHERE id_hash = :id_hash")
FIND_FORM = Query(
    SentFormRow,
    "SELECT answer_sealed FROM sent_form WHERE id_hash = :id_hash AND expires_at > :now",
)
