"""The statements on signals and deliveries.

States of a delivery: `waiting` -> `sending` -> `told`, `waiting` again, `expired`; `held` until the
portal fetches it or lets its stream go on. `due_at` is the next attempt, the end of the lease while
`sending`, or when it was settled.
"""

from idp.signals.model import Line, Signal, SignalKind
from idp.signals.records import DeliveryRow, StreamRow
from idp.storage import Query, Statement

RECORD = Statement(
    """INSERT INTO portal_signal (kind, account_id, sid, at)
       VALUES (:kind, :account_id, :sid, :now)"""
)
ANY_SIGNAL = Query(int, "SELECT 1 FROM portal_signal LIMIT 1")
# A second worker that chose the same rows waits for the first, then finds them gone.
TAKE = Query(
    Signal,
    """UPDATE portal_signal SET batch = :batch
       WHERE batch IS NULL AND id IN (SELECT id FROM portal_signal ORDER BY id LIMIT :count)
       RETURNING id, kind, account_id, sid, at""",
    kind=SignalKind,
    sid=lambda sid: sid or None,
)
FORGET = Statement("DELETE FROM portal_signal WHERE batch = :batch")

PUT = Statement(
    """INSERT INTO portal_delivery
           (id, kind, client_id, account_id, sid, content_sealed, state, at, due_at, expires_at)
       VALUES (:id, :kind, :client_id, :account_id, :sid, :content_sealed, :state,
               :at, :due_at, :expires_at)"""
)
_WAITING = "state IN ('waiting', 'sending') AND due_at <= :now"
# A few portals, each named once or twice: the index holds only what waits.
DUE_LINES = Query(Line, f"SELECT DISTINCT client_id, kind FROM portal_delivery WHERE {_WAITING}")
# Counted up to a bound, and the first due among those, by `portal_delivery_due`.
BACKLOG = Query(
    tuple[int, int | None],
    """SELECT COUNT(*), MIN(due_at) FROM (
           SELECT due_at FROM portal_delivery WHERE state IN ('waiting', 'sending')
           ORDER BY client_id, due_at LIMIT :most) AS few""",
)
# By `portal_delivery_held_by_end`.
COUNT_HELD = Query(
    int,
    """SELECT COUNT(*) FROM (
           SELECT due_at FROM portal_delivery WHERE state = 'held' LIMIT :most) AS few""",
)
LEASE = Query(
    DeliveryRow,
    f"""UPDATE portal_delivery
        SET state = 'sending', attempts = attempts + 1, due_at = :leased_until
        WHERE {_WAITING} AND id IN (SELECT id FROM portal_delivery
                                    WHERE client_id = :client_id AND kind = :kind AND {_WAITING}
                                    ORDER BY due_at, id LIMIT :count)
        RETURNING id, kind, client_id, account_id, sid, content_sealed, attempts, at, expires_at""",
)
_OURS = "id = :id AND state = 'sending' AND due_at = :leased_until AND attempts = :attempts"
DEFER = Statement(f"UPDATE portal_delivery SET state = 'waiting', due_at = :due_at WHERE {_OURS}")
SETTLE = Statement(
    f"""UPDATE portal_delivery SET state = :state, due_at = :now, content_sealed = NULL
        WHERE {_OURS}"""
)
HOLD_BACK = Statement(
    """UPDATE portal_delivery SET due_at = :due_at
       WHERE client_id = :client_id AND kind = :kind AND state = 'waiting' AND due_at < :due_at"""
)
LET_GO = Statement(
    """UPDATE portal_delivery SET due_at = :now
       WHERE client_id = :client_id AND kind = :kind AND state = 'waiting' AND due_at > :now"""
)

_HELD = "kind = :kind AND client_id = :client_id AND state = 'held'"
LIST_HELD = Query(
    DeliveryRow,
    f"""SELECT id, kind, client_id, account_id, sid, content_sealed, attempts, at, expires_at
        FROM portal_delivery WHERE {_HELD} AND expires_at > :now ORDER BY at, id LIMIT :count""",
)
TAKE_HELD = Statement(
    f"""UPDATE portal_delivery SET state = 'told', due_at = :now, content_sealed = NULL
        WHERE {_HELD} AND id = :id"""
)
RELEASE_HELD = Statement(
    f"""UPDATE portal_delivery SET state = 'waiting', due_at = :now, expires_at = :expires_at
        WHERE {_HELD} AND expires_at > :now"""
)
# One under way loses its lease: if it arrives all the same, it arrives twice with one id.
HOLD = Statement(
    """UPDATE portal_delivery SET state = 'held', due_at = :expires_at, expires_at = :expires_at
       WHERE kind = :kind AND client_id = :client_id AND state IN ('waiting', 'sending')"""
)
DROP = Statement(
    """DELETE FROM portal_delivery
       WHERE kind = :kind AND client_id = :client_id AND state IN ('waiting', 'sending', 'held')"""
)

_STREAM = """client_id, id, method, endpoint_uri, authorization_sealed, events_requested,
             description, status, reason"""
ADD_STREAM = Statement(
    f"""INSERT INTO signal_stream ({_STREAM}, verified_at)
        VALUES (:client_id, :id, :method, :endpoint_uri, :authorization_sealed, :events_requested,
                :description, :status, :reason, 0)
        ON CONFLICT (client_id) DO NOTHING"""
)
FIND_STREAM = Query(StreamRow, f"SELECT {_STREAM} FROM signal_stream WHERE client_id = :client_id")
# Locks the stream between reading it and what follows from that.
LOCK_STREAM = Query(
    StreamRow,
    f"UPDATE signal_stream SET status = status WHERE client_id = :client_id RETURNING {_STREAM}",
)
# A few, like the portals.
LOCK_STREAMS = Query(
    StreamRow,
    f"UPDATE signal_stream SET status = status WHERE status <> 'disabled' RETURNING {_STREAM}",
)
CHANGE_STREAM = Statement(
    """UPDATE signal_stream
       SET method = :method, endpoint_uri = :endpoint_uri,
           authorization_sealed = :authorization_sealed, events_requested = :events_requested,
           description = :description, status = :status, reason = :reason
       WHERE client_id = :client_id AND id = :id"""
)
REMOVE_STREAM = Statement("DELETE FROM signal_stream WHERE client_id = :client_id AND id = :id")
VERIFY_STREAM = Statement(
    """UPDATE signal_stream SET verified_at = :now
       WHERE client_id = :client_id AND id = :id AND verified_at <= :before"""
)
SILENCE = Statement(
    """INSERT INTO signal_stream_silence (client_id, subject, since)
       SELECT :client_id, :subject, :now
       WHERE (SELECT COUNT(*) FROM signal_stream_silence WHERE client_id = :client_id) < :most
       ON CONFLICT (client_id, subject) DO NOTHING"""
)
HEAR = Statement(
    "DELETE FROM signal_stream_silence WHERE client_id = :client_id AND subject = :subject"
)
HEAR_ALL = Statement("DELETE FROM signal_stream_silence WHERE client_id = :client_id")
FIND_SILENCE = Query(
    int, "SELECT 1 FROM signal_stream_silence WHERE client_id = :client_id AND subject = :subject"
)
