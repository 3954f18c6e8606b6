"""The statements on passkeys, authenticator apps, recovery codes, and pending sign-ins."""

from idp.authenticators.records import AppRow, ClaimedPasskey, PasskeyRow
from idp.storage import Query, Statement

USE_CHALLENGE = Statement(
    """INSERT INTO used_challenge (id_hash, expires_at) VALUES (:id_hash, :expires_at)
       ON CONFLICT (id_hash) DO NOTHING"""
)

_PASSKEY = """id, label_sealed, created_at, used_at, synced, added_device, second_proof_at,
              suspended_at"""
ADD_PASSKEY = Statement(
    """INSERT INTO passkey
           (id, realm, holder_id, credential_id, public_key, sign_count, aaguid, synced,
            backed_up, label_sealed, created_at, added_device, second_proof_at)
       VALUES (:id, :realm, :holder_id, :credential_id, :public_key, :sign_count, :aaguid,
               :synced, :backed_up, :label_sealed, :now, :device, :second_proof_at)
       ON CONFLICT (credential_id) DO NOTHING"""
)
LIST_PASSKEYS = Query(
    PasskeyRow,
    f"""SELECT {_PASSKEY} FROM passkey
        WHERE realm = :realm AND holder_id = :holder_id ORDER BY created_at, id""",
    synced=bool,
)
LIST_CREDENTIAL_IDS = Query(
    bytes, "SELECT credential_id FROM passkey WHERE realm = :realm AND holder_id = :holder_id"
)
FIND_PASSKEY = Query(
    ClaimedPasskey,
    f"""SELECT {_PASSKEY}, holder_id, public_key, sign_count FROM passkey
        WHERE credential_id = :credential_id AND realm = :realm""",
    synced=bool,
)
# A counter that does not increase is the sign of a copy, unless it always is 0.
USE_PASSKEY = Statement(
    """UPDATE passkey SET sign_count = :sign_count, backed_up = :backed_up, used_at = :now
       WHERE id = :id AND realm = :realm AND suspended_at IS NULL
         AND (sign_count < :sign_count OR (sign_count = 0 AND :sign_count = 0))"""
)
RENAME_PASSKEY = Statement(
    """UPDATE passkey SET label_sealed = :label_sealed
       WHERE id = :id AND realm = :realm AND holder_id = :holder_id"""
)
REMOVE_PASSKEY = Statement(
    "DELETE FROM passkey WHERE id = :id AND realm = :realm AND holder_id = :holder_id"
)
# Added recently without a second proof (decision 0020), by a holder that is an account.
SUSPEND_PASSKEYS = Statement(
    """UPDATE passkey SET suspended_at = :now
       WHERE realm = :realm AND holder_id = :holder_id AND created_at > :since
         AND second_proof_at IS NULL AND suspended_at IS NULL"""
)
RESTORE_PASSKEY = Statement(
    """UPDATE passkey SET suspended_at = NULL, second_proof_at = :now
       WHERE id = :id AND realm = :realm AND holder_id = :holder_id AND suspended_at IS NOT NULL"""
)
REMOVE_PASSKEYS = Statement("DELETE FROM passkey WHERE realm = :realm AND holder_id = :holder_id")

BEGIN_APP = Statement(
    """INSERT INTO authenticator_app
           (realm, holder_id, pending_sealed, pending_expires_at, last_step)
       VALUES (:realm, :holder_id, :pending_sealed, :expires_at, 0)
       ON CONFLICT (realm, holder_id) DO UPDATE
       SET pending_sealed = excluded.pending_sealed,
           pending_expires_at = excluded.pending_expires_at"""
)
FIND_PENDING_APP = Query(
    bytes,
    """SELECT pending_sealed FROM authenticator_app
       WHERE realm = :realm AND holder_id = :holder_id
         AND pending_sealed IS NOT NULL AND pending_expires_at > :now""",
)
# The secret whose code was right becomes the app's, and the step of that code is spent.
CONFIRM_APP = Statement(
    """UPDATE authenticator_app
       SET secret_sealed = :secret_sealed, confirmed_at = :now, last_step = :step,
           pending_sealed = NULL, pending_expires_at = NULL, added_device = :device,
           second_proof_at = :second_proof_at, suspended_at = NULL
       WHERE realm = :realm AND holder_id = :holder_id AND pending_sealed = :pending_sealed
         AND pending_expires_at > :now"""
)
FIND_APP = Query(
    AppRow,
    """SELECT secret_sealed, confirmed_at, second_proof_at FROM authenticator_app
       WHERE realm = :realm AND holder_id = :holder_id
         AND secret_sealed IS NOT NULL AND suspended_at IS NULL""",
)
SUSPEND_APP = Statement(
    """UPDATE authenticator_app SET suspended_at = :now
       WHERE realm = :realm AND holder_id = :holder_id AND confirmed_at > :since
         AND second_proof_at IS NULL AND suspended_at IS NULL"""
)
FIND_SUSPENDED_APP = Query(
    tuple[int, str],
    """SELECT confirmed_at, added_device FROM authenticator_app
       WHERE realm = :realm AND holder_id = :holder_id AND suspended_at IS NOT NULL""",
)
RESTORE_APP = Statement(
    """UPDATE authenticator_app SET suspended_at = NULL, second_proof_at = :now
       WHERE realm = :realm AND holder_id = :holder_id AND suspended_at IS NOT NULL"""
)
REMOVE_SUSPENDED_APP = Statement(
    """DELETE FROM authenticator_app
       WHERE realm = :realm AND holder_id = :holder_id AND suspended_at IS NOT NULL"""
)
# Each time step once: a code that somebody saw is not accepted again.
USE_STEP = Statement(
    """UPDATE authenticator_app SET last_step = :step
       WHERE realm = :realm AND holder_id = :holder_id AND secret_sealed = :secret_sealed
         AND suspended_at IS NULL AND last_step < :step"""
)
CANCEL_APP = Statement(
    """UPDATE authenticator_app SET pending_sealed = NULL, pending_expires_at = NULL
       WHERE realm = :realm AND holder_id = :holder_id"""
)
REMOVE_APP = Query(
    int,
    """DELETE FROM authenticator_app WHERE realm = :realm AND holder_id = :holder_id
       RETURNING confirmed_at""",
)

ADD_RECOVERY_CODE = Statement(
    """INSERT INTO recovery_code
           (realm, holder_id, code_hash, created_at, added_device, second_proof_at)
       VALUES (:realm, :holder_id, :code_hash, :now, :device, :second_proof_at)"""
)
USE_RECOVERY_CODE = Statement(
    """UPDATE recovery_code SET used_at = :now
       WHERE realm = :realm AND holder_id = :holder_id AND code_hash = :code_hash
         AND used_at IS NULL AND suspended_at IS NULL"""
)
COUNT_RECOVERY_CODES = Query(
    int,
    """SELECT COUNT(*) FROM recovery_code
       WHERE realm = :realm AND holder_id = :holder_id
         AND used_at IS NULL AND suspended_at IS NULL""",
)
SUSPEND_RECOVERY_CODES = Statement(
    """UPDATE recovery_code SET suspended_at = :now
       WHERE realm = :realm AND holder_id = :holder_id AND created_at > :since
         AND second_proof_at IS NULL AND suspended_at IS NULL"""
)
FIND_SUSPENDED_CODES = Query(
    tuple[int, str],
    """SELECT MAX(created_at), MAX(added_device) FROM recovery_code
       WHERE realm = :realm AND holder_id = :holder_id AND suspended_at IS NOT NULL
       HAVING COUNT(*) > 0""",
)
RESTORE_RECOVERY_CODES = Statement(
    """UPDATE recovery_code SET suspended_at = NULL, second_proof_at = :now
       WHERE realm = :realm AND holder_id = :holder_id AND suspended_at IS NOT NULL"""
)
REMOVE_SUSPENDED_CODES = Statement(
    """DELETE FROM recovery_code
       WHERE realm = :realm AND holder_id = :holder_id AND suspended_at IS NOT NULL"""
)
REMOVE_RECOVERY_CODES = Statement(
    "DELETE FROM recovery_code WHERE realm = :realm AND holder_id = :holder_id"
)

ADD_HALFWAY = Statement(
    """INSERT INTO pending_sign_in
           (id_hash, browser_hash, realm, holder_id, context_sealed, created_at, expires_at)
       VALUES (:id_hash, :browser_hash, :realm, :holder_id, :context_sealed, :now, :expires_at)"""
)
FIND_HALFWAY = Query(
    tuple[str, bytes],
    """SELECT holder_id, context_sealed FROM pending_sign_in
       WHERE id_hash = :id_hash AND browser_hash = :browser_hash AND realm = :realm
         AND spent_at IS NULL AND expires_at > :now""",
)
SPEND_HALFWAY = Statement(
    """UPDATE pending_sign_in SET spent_at = :now
       WHERE id_hash = :id_hash AND realm = :realm AND holder_id = :holder_id
         AND spent_at IS NULL AND expires_at > :now"""
)
# A sign-in with a password that was replaced since does not continue.
VOID_HALFWAY = Statement(
    """UPDATE pending_sign_in SET spent_at = :now
       WHERE realm = :realm AND holder_id = :holder_id AND spent_at IS NULL"""
)
# After the database was restored to an earlier day (idp/installation/restoring.py).
VOID_EVERY_HALFWAY = Statement("UPDATE pending_sign_in SET spent_at = :now WHERE spent_at IS NULL")
REMOVE_EVERY_PASSKEY = Statement("DELETE FROM passkey WHERE realm = :realm")
REMOVE_EVERY_RECOVERY_CODE = Statement("DELETE FROM recovery_code")
