"""The statements on the outbox.

States: `queued` -> `sending` -> `sent`, `deferred` (-> `sending` again), `refused`, `expired`.
`due_at` is the next attempt, the end of the lease while `sending`, or when its fate was known.
"""

from idp.mail.records import Backlog, Fate, LeasedRow, PastRow
from idp.storage import Query, Statement

PUT = Statement(
    """INSERT INTO outbox (id, kind, recipient_hash, recipient_sealed, message_sealed, state,
                           created_at, due_at, expires_at)
       VALUES (:id, :kind, :recipient_hash, :recipient_sealed, :message_sealed, 'queued',
               :now, :now, :expires_at)"""
)
FATES = Query(
    Fate,
    """SELECT id, state, created_at, answered_at, answer FROM outbox
       WHERE id IN (:first, :second)""",
)
HISTORY = Query(
    PastRow,
    """SELECT kind, state, attempts, created_at, answered_at, answer FROM outbox
       WHERE recipient_hash = :recipient_hash ORDER BY created_at DESC, id LIMIT :count""",
)
_NOBODYS = "state IN ('queued', 'deferred') AND due_at <= :now"
_WAITING = "state IN ('queued', 'deferred', 'sending') AND due_at <= :now"
ANY_DUE = Query(int, f"SELECT 1 FROM outbox WHERE {_WAITING} LIMIT 1")
# Counted up to a bound, and the first due of each state, both by `outbox_due`.
BACKLOG = Query(
    Backlog,
    """SELECT (SELECT COUNT(*) FROM (
                SELECT 1 FROM outbox WHERE state IN ('queued', 'deferred', 'sending')
                ORDER BY state, due_at LIMIT :most) AS few) AS count,
              (SELECT MIN(due_at) FROM outbox WHERE state = 'queued') AS queued_at,
              (SELECT MIN(due_at) FROM outbox WHERE state = 'deferred') AS deferred_at,
              (SELECT MIN(due_at) FROM outbox WHERE state = 'sending') AS sending_at""",
)
# A second worker that chose the same rows waits for the first, then finds them no longer due.
_TAKE = "UPDATE outbox SET state = 'sending', attempts = attempts + 1, due_at = :leased_until"
_FIRST = "ORDER BY due_at, created_at, id LIMIT :count"
_TAKEN = "id, recipient_sealed, message_sealed, attempts, expires_at, created_at, kind"
LEASE = Query(
    LeasedRow,
    f"""{_TAKE} WHERE {_WAITING} AND id IN (SELECT id FROM outbox WHERE {_WAITING} {_FIRST})
        RETURNING {_TAKEN}""",
)
LEASE_NOBODYS = Query(
    LeasedRow,
    f"""{_TAKE} WHERE {_NOBODYS} AND id IN (SELECT id FROM outbox WHERE {_NOBODYS} {_FIRST})
        RETURNING {_TAKEN}""",
)
# Each lease counts an attempt: the worker with the number of the last one has the message.
_OURS = "id = :id AND state = 'sending' AND attempts = :attempts"
RENEW = Statement(f"UPDATE outbox SET due_at = :leased_until WHERE {_OURS} AND due_at > :now")
DEFER = Statement(
    f"""UPDATE outbox SET state = 'deferred', due_at = :due_at, answered_at = :now,
                          answer = :answer
        WHERE {_OURS}"""
)
SETTLE = Statement(
    f"""UPDATE outbox SET state = :state, due_at = :now, answered_at = :now,
                          answer = :answer, recipient_sealed = :nothing, message_sealed = :nothing
        WHERE {_OURS}"""
)
DROP = Statement(f"DELETE FROM outbox WHERE {_OURS}")
# The server answers again: messages that waited for that are due.
RETRY_UNREACHABLE = Statement(
    """UPDATE outbox SET due_at = :now
       WHERE state = 'deferred' AND answer = 'unreachable' AND due_at > :now"""
)
# After the database was restored to an earlier day (idp/installation/restoring.py).
GIVE_UP_EVERYTHING = Statement(
    """UPDATE outbox SET state = 'expired', due_at = :now, recipient_sealed = :nothing,
                         message_sealed = :nothing
       WHERE state IN ('queued', 'deferred', 'sending')"""
)
