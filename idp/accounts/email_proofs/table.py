"""The statements on proofs of addresses, and on their codes."""

from idp.accounts.records import CodeRow, KeptProofRow, ProofRow
from idp.storage import Query, Statement

ADD_PROOF = Statement(
    """INSERT INTO address_proof
           (id_hash, browser_hash, purpose, account_id, address_hash, address_sealed,
            created_at, expires_at)
       VALUES (:id_hash, :browser_hash, :purpose, :account_id, :address_hash, :address_sealed,
               :now, :expires_at)
       ON CONFLICT (id_hash) DO NOTHING"""
)
LATEST_PROOF = Query(
    int,
    """SELECT created_at FROM address_proof
       WHERE browser_hash = :browser_hash AND purpose = :purpose AND address_hash = :address_hash
         AND COALESCE(account_id, '') = :account_id AND created_at > :since
       ORDER BY created_at DESC LIMIT 1""",
)
_PROOF = """SELECT purpose, account_id, address_sealed, created_at, expires_at, proven_at,
                   sent_count, sent_at, mac
            FROM address_proof WHERE id_hash = :id_hash AND browser_hash = :browser_hash"""
FIND_PROOF = Query(ProofRow, f"{_PROOF} AND spent_at IS NULL AND expires_at > :now")
LIST_PROOFS = Query(
    KeptProofRow,
    """SELECT purpose, address_sealed, created_at, expires_at, proven_at, spent_at, sent_count
       FROM address_proof
       WHERE account_id = :account_id
          OR address_hash IN (SELECT address_hash FROM address WHERE account_id = :account_id)
       ORDER BY created_at""",
)
# Two requests for a code at once: the one that counted the message first sends it.
COUNT_SENDING = Statement(
    """UPDATE address_proof SET sent_count = sent_count + 1, sent_at = :now
       WHERE id_hash = :id_hash AND sent_count = :sent_count
         AND proven_at IS NULL AND spent_at IS NULL"""
)
ADD_CODE = Statement(
    """INSERT INTO email_code (id, proof_hash, number, code_hash, outbox_id, created_at)
       VALUES (:id, :proof_hash, :number, :code_hash, :outbox_id, :now)"""
)
LIST_CODES = Query(
    CodeRow,
    """SELECT id, outbox_id, tries FROM email_code
       WHERE proof_hash = :proof_hash ORDER BY number DESC LIMIT :count""",
)
COUNT_TRY = Query(
    tuple[str, int],
    """UPDATE email_code SET tries = tries + 1
       WHERE id IN (:newest, :older) AND tries < :allowed
         AND EXISTS (SELECT 1 FROM address_proof
                     WHERE id_hash = email_code.proof_hash AND proven_at IS NULL)
       RETURNING id, tries""",
)
MARK_PROVEN = Statement(
    """UPDATE address_proof SET proven_at = :now, mac = :mac
       WHERE id_hash = :id_hash AND proven_at IS NULL AND spent_at IS NULL
         AND EXISTS (SELECT 1 FROM email_code
                     WHERE proof_hash = :id_hash AND id IN (:newest, :older)
                       AND code_hash = :code_hash)"""
)
LOCK_ACCOUNT_OF = Statement(
    """UPDATE account SET locale = locale
       WHERE id = (SELECT account_id FROM address WHERE address_hash = :address_hash)"""
)
SPEND_PROOF = Statement(
    """UPDATE address_proof SET spent_at = :now
       WHERE id_hash = :id_hash AND spent_at IS NULL
         AND proven_at = :proven_at AND proven_at > :proven_after AND mac = :mac"""
)
# Those begun in a session: control of the mailbox, as in a recovery, outranks the password
# (decision 0020).
VOID_PROOFS_OF_SESSIONS = Statement(
    """UPDATE address_proof SET spent_at = :now
       WHERE spent_at IS NULL AND account_id = :account_id"""
)
# Those that somebody else may have begun for this account or one of its addresses.
VOID_PROOFS = Statement(
    """UPDATE address_proof SET spent_at = :now
       WHERE spent_at IS NULL
         AND (account_id = :account_id
              OR address_hash IN (SELECT address_hash FROM address
                                  WHERE account_id = :account_id))"""
)
# Its codes go with it.
REMOVE_PROOFS = Statement(
    """DELETE FROM address_proof
       WHERE account_id = :account_id
          OR address_hash IN (SELECT address_hash FROM address WHERE account_id = :account_id)"""
)
# After the database was restored to an earlier day (idp/installation/restoring.py).
VOID_EVERY_PROOF = Statement("UPDATE address_proof SET spent_at = :now WHERE spent_at IS NULL")
