"""The statements on signals and deliveries.

States of a delivery: `waiting` -> `sending` -> `told`, `waiting` again, `expired`. `due_at` is the
next attempt, the end of the lease while `sending`, or when the row is purged.
"""

from idp.storage import Statement

RECORD = Statement(
    """INSERT INTO portal_signal (kind, account_id, sid, at)
       VALUES (:kind, :account_id, :sid, :now)"""
)
ANY_SIGNAL = Statement("SELECT 1 FROM portal_signal LIMIT 1")
# A second worker that chose the same rows waits for the first, then finds them gone.
TAKE = Statement(
    """UPDATE portal_signal SET batch = :batch
       WHERE batch IS NULL AND id IN (SELECT id FROM portal_signal ORDER BY id LIMIT :count)
       RETURNING id, kind, account_id, sid, at"""
)
FORGET = Statement("DELETE FROM portal_signal WHERE batch = :batch")

PUT = Statement(
    """INSERT INTO portal_delivery
           (id, kind, client_id, account_id, sid, content_sealed, state, at, due_at, expires_at)
       VALUES (:id, :kind, :client_id, :account_id, :sid, :content_sealed, 'waiting',
               :at, :now, :expires_at)"""
)
_WAITING = "state IN ('waiting', 'sending') AND due_at <= :now"
# A few portals, each named once: the index holds only what waits.
DUE_CLIENTS = Statement(f"SELECT DISTINCT client_id FROM portal_delivery WHERE {_WAITING}")
LEASE = Statement(
    f"""UPDATE portal_delivery
        SET state = 'sending', attempts = attempts + 1, due_at = :leased_until
        WHERE {_WAITING} AND id IN (SELECT id FROM portal_delivery
                                    WHERE client_id = :client_id AND {_WAITING}
                                    ORDER BY due_at, id LIMIT :count)
        RETURNING id, kind, client_id, account_id, sid, content_sealed, attempts, at, expires_at"""
)
_OURS = "id = :id AND state = 'sending' AND due_at = :leased_until AND attempts = :attempts"
DEFER = Statement(f"UPDATE portal_delivery SET state = 'waiting', due_at = :due_at WHERE {_OURS}")
SETTLE = Statement(
    f"""UPDATE portal_delivery SET state = :state, due_at = :purge_at, content_sealed = NULL
        WHERE {_OURS}"""
)
HOLD_BACK = Statement(
    """UPDATE portal_delivery SET due_at = :due_at
       WHERE client_id = :client_id AND state = 'waiting' AND due_at < :due_at"""
)
LET_GO = Statement(
    """UPDATE portal_delivery SET due_at = :now
       WHERE client_id = :client_id AND state = 'waiting' AND due_at > :now"""
)
