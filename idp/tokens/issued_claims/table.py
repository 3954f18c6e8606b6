"""The statements on issued school claims, and on their derivation."""

from idp.storage import Among, Query, Statement
from idp.tokens.issued_claims.claim import (
    AccountEvent,
    Correction,
    Counted,
    CountedOrNot,
    CountEvent,
    IssuedClaim,
)

# The same claim issued again (a refresh) is one row, with the time of the first and of the last.
TELL = Statement(
    """INSERT INTO issued_claim
           (grant_id, link_id, address_id, import_id, account_id, client_id, sid, first_at,
            last_at, times)
       VALUES (:grant_id, :link_id, :address_id, :import_id, :account_id, :client_id, :sid, :now,
               :now, 1)
       ON CONFLICT (grant_id, link_id, address_id, import_id) DO UPDATE
       SET last_at = excluded.last_at, times = issued_claim.times + 1, derived_at = NULL"""
)
# What the MAC of a counted row covers: all that never changes.
_COVERED = """id, grant_id, link_id, address_id, import_id, account_id, client_id, sid, first_at"""
_COUNT = f"""UPDATE issued_claim SET counted = 1
             WHERE id IN ({{}}) AND counted = 0 RETURNING {_COVERED}"""
# Locked in the order in which tokens write them: in an order of its own, this statement could wait
# for a token of two children that waits for it.
COUNT = {
    "sqlite": Among(Counted, _COUNT.format("VALUES :keys")),  # SQLite has one writer
    "postgresql": Among(
        Counted,
        _COUNT.format(
            "SELECT id FROM issued_claim WHERE id IN (VALUES :keys) ORDER BY id FOR UPDATE"
        ),
    ),
}
LIST_COUNTED = Query(
    Counted,
    f"""SELECT {_COVERED} FROM issued_claim WHERE counted = 1 AND id > :after
        ORDER BY id LIMIT :chunk""",
)
LAST_COUNT = Query(
    CountEvent,
    """SELECT seq, details FROM audit_event
       WHERE kind = 'claims_counted' AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1""",
)
FORGET = Query(
    CountedOrNot,
    f"DELETE FROM issued_claim WHERE account_id = :account_id RETURNING {_COVERED}, counted",
)
# In the order of their numbers, which is that of their beginnings: no index on times to keep up.
_OLDEST = """
    SELECT id FROM (SELECT id, last_at FROM issued_claim ORDER BY id LIMIT :chunk) AS oldest
             WHERE last_at <= :before"""
ANY_TO_PURGE = Query(int, f"{_OLDEST} LIMIT 1")
PURGE = Query(
    CountedOrNot, f"DELETE FROM issued_claim WHERE id IN ({_OLDEST}) RETURNING {_COVERED}, counted"
)

_CLAIM = """id, grant_id, link_id, address_id, import_id, account_id, client_id, sid, first_at,
            last_at, times, derived_at, reason"""
LIST_WAITING = Query(
    IssuedClaim,
    f"SELECT {_CLAIM} FROM issued_claim WHERE derived_at IS NULL ORDER BY id LIMIT :chunk",
)
LIST_BETWEEN = Query(
    IssuedClaim,
    f"""SELECT {_CLAIM} FROM issued_claim
        WHERE id > :after AND last_at >= :since AND first_at < :until ORDER BY id LIMIT :chunk""",
)
# Unless it was issued once more meanwhile. A reason that was found stays.
DERIVED = Among(
    int,
    """UPDATE issued_claim SET derived_at = :now, reason = COALESCE(reason, :reason)
       FROM (VALUES :keys) AS asked WHERE id = column1 AND last_at = column2 RETURNING id""",
)

# The contacts that letters corrected by these addresses, whoever has them (idp/children/letters):
# the address stands for each as long as that one is on file. Letters are few, and looked through.
CORRECTED = Among(
    Correction,
    """SELECT address_hash, student_key, listed_hash, used_at, revoked_at, forgotten_at
       FROM activation_letter
       WHERE (address_hash, student_key) IN (VALUES :keys) AND used_at IS NOT NULL""",
)
EVENTS = Among(
    AccountEvent,
    """SELECT subject, kind, at, details
       FROM (VALUES :keys) AS asked CROSS JOIN audit_event
       WHERE subject = column1
         AND kind IN ('account_created', 'address_proven', 'children_confirmed', 'letter_used',
                      'accounts_merged', 'account_disabled', 'account_enabled', 'account_closed',
                      'account_reopened')
       ORDER BY seq""",
)
RECORD_BEGINS = Query(
    int, """SELECT MIN(e.at) FROM audit_event AS e JOIN audit_head AS h ON e.seq = h.first_seq"""
)
