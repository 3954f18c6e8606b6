"""The statements on clients and their secrets."""

from idp.clients.records import (
    ClientRow,
    CountedRefusal,
    FoundRefusal,
    Invitation,
    SecretRow,
    SpentTrial,
)
from idp.ids import ClientId
from idp.storage import Query, Statement

_CLIENTS = "SELECT id, metadata, disabled_at FROM client"
_SECRETS = """SELECT client_id, secret_hash, expires_at, secret_sealed, id, created_at
                FROM client_secret"""
ALL = Query(ClientRow, f"{_CLIENTS} ORDER BY id")
ALL_SECRETS = Query(SecretRow, f"{_SECRETS} ORDER BY client_id, created_at, id")
FIND = Query(ClientRow, f"{_CLIENTS} WHERE id = :id")
FIND_SECRETS = Query(SecretRow, f"{_SECRETS} WHERE client_id = :id ORDER BY created_at, id")
PUT = Statement(
    """INSERT INTO client (id, metadata, created_at, updated_at)
       VALUES (:id, :metadata, :now, :now)
       ON CONFLICT (id) DO UPDATE SET metadata = excluded.metadata, updated_at = :now"""
)
DISABLE = Statement(
    "UPDATE client SET disabled_at = :disabled_at, updated_at = :now WHERE id = :id"
)
IS_ENABLED = Query(int, "SELECT 1 FROM client WHERE id = :id AND disabled_at IS NULL")
ADD_SECRET = Statement(
    """INSERT INTO client_secret (id, client_id, secret_hash, secret_sealed, created_at, expires_at)
       VALUES (:id, :client_id, :secret_hash, :secret_sealed, :now, :expires_at)"""
)
EXPIRE_SECRETS = Statement(
    """UPDATE client_secret SET expires_at = :at
       WHERE client_id = :client_id AND id <> :kept AND (expires_at IS NULL OR expires_at > :at)"""
)
# Two are valid during a change, never three: one already being replaced expires.
EXPIRE_REPLACED_SECRETS = Statement(
    """UPDATE client_secret SET expires_at = :now
       WHERE client_id = :client_id AND (expires_at IS NULL OR expires_at > :now)
         AND id NOT IN (SELECT id FROM client_secret
                        WHERE client_id = :client_id AND (expires_at IS NULL OR expires_at > :now)
                        ORDER BY created_at DESC, id DESC LIMIT 1)"""
)
END_SECRET = Statement(
    """UPDATE client_secret SET expires_at = :now
       WHERE id = :id AND client_id = :client_id AND (expires_at IS NULL OR expires_at > :now)"""
)
# Once for each threshold, whatever workers run.
WARN_OF_SECRET = Statement(
    """UPDATE client_secret SET warned_days = :days
       WHERE id = :id AND (warned_days IS NULL OR warned_days > :days)"""
)
USE_ASSERTION = Statement(
    """INSERT INTO client_assertion (jti_hash, expires_at) VALUES (:jti_hash, :expires_at)
       ON CONFLICT (jti_hash) DO NOTHING"""
)
ADD_SELF_REGISTERED = Statement(
    """INSERT INTO client (id, metadata, registration_token_hash, created_at, updated_at)
       SELECT :id, :metadata, :token_hash, :now, :now
       WHERE (SELECT COUNT(*) FROM client WHERE registration_token_hash IS NOT NULL) < :most"""
)
FIND_SELF_REGISTERED = Query(
    int,
    """SELECT created_at FROM client
       WHERE id = :id AND registration_token_hash = :token_hash AND disabled_at IS NULL""",
)
# Conditional, so that a client that was removed meanwhile does not come back.
EDIT_SELF_REGISTERED = Statement(
    """UPDATE client SET metadata = :metadata, updated_at = :now
       WHERE id = :id AND registration_token_hash = :token_hash AND disabled_at IS NULL"""
)
REMOVE_SELF_REGISTERED = Statement(
    """DELETE FROM client
       WHERE id = :id AND registration_token_hash = :token_hash AND disabled_at IS NULL"""
)
REMOVE_SECRETS = Statement("DELETE FROM client_secret WHERE client_id = :client_id")
ADD_INVITATION = Statement(
    """INSERT INTO client_invitation (id, token_hash, note, uses_left, created_at, expires_at)
       VALUES (:id, :token_hash, :note, :uses, :now, :expires_at)"""
)
FIND_INVITATION = Query(
    str,
    """SELECT id FROM client_invitation
       WHERE token_hash = :token_hash AND uses_left > 0 AND expires_at > :now""",
)
USE_INVITATION = Query(
    str,
    """UPDATE client_invitation SET uses_left = uses_left - 1
       WHERE token_hash = :token_hash AND uses_left > 0 AND expires_at > :now
       RETURNING id""",
)
LIST_INVITATIONS = Query(
    Invitation,
    """SELECT id, note, uses_left, expires_at FROM client_invitation
       WHERE uses_left > 0 AND expires_at > :now ORDER BY expires_at""",
)
WITHDRAW_INVITATION = Statement("DELETE FROM client_invitation WHERE id = :id")
BEGIN_TRIAL = Statement(
    """INSERT INTO portal_trial
         (state_hash, client_id, stand_in_id, actor, proofs_sealed, created_at, expires_at)
       VALUES
         (:state_hash, :client_id, :stand_in_id, :actor, :proofs_sealed, :now, :expires_at)"""
)
# A spent trial ends now, and the next purge deletes the rest of it.
SPEND_TRIAL = Query(
    SpentTrial,
    """UPDATE portal_trial SET expires_at = :now
       WHERE state_hash = :state_hash AND actor = :actor AND expires_at > :now
       RETURNING client_id, stand_in_id, proofs_sealed""",
)
REMOVE_STAND_IN = Statement("DELETE FROM client WHERE id = :id AND id LIKE :prefix")
PURGE_TRIALS = Query(
    ClientId,
    """DELETE FROM portal_trial
       WHERE state_hash IN (SELECT state_hash FROM portal_trial
                            WHERE expires_at <= :before LIMIT :chunk)
       RETURNING stand_in_id""",
)
# After the database was restored to an earlier day (idp/installation/restoring.py).
WITHDRAW_EVERY_INVITATION = Statement("DELETE FROM client_invitation")
END_EVERY_TRIAL = Statement("UPDATE portal_trial SET expires_at = :now WHERE expires_at > :now")
# Only a registered portal gets a row.
COUNT_REFUSAL = Statement(
    """INSERT INTO client_refusal (client_id, reason, day_at, times, last_at, last_reference)
       SELECT :client_id, :reason, :day_at, :times, :now, :reference
       WHERE EXISTS (SELECT 1 FROM client WHERE id = :client_id)
       ON CONFLICT (client_id, reason, day_at) DO UPDATE
       SET times = client_refusal.times + excluded.times, last_at = excluded.last_at,
           last_reference = excluded.last_reference"""
)
LIST_REFUSALS = Query(
    CountedRefusal,
    """SELECT c.reason, CAST(SUM(c.times) AS BIGINT) AS times, MAX(c.last_at) AS last_at,
              (SELECT r.last_reference FROM client_refusal AS r
               WHERE r.client_id = :client_id AND r.reason = c.reason
               ORDER BY r.day_at DESC LIMIT 1) AS last_reference
       FROM client_refusal AS c WHERE c.client_id = :client_id AND c.last_at > :since
       GROUP BY c.reason ORDER BY last_at DESC, c.reason""",
)
FIND_REFUSAL = Query(
    FoundRefusal,
    """SELECT client_id, reason, last_at FROM client_refusal
       WHERE last_reference = :reference AND last_at > :since LIMIT 1""",
)
