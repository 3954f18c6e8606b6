"""The statements on authorization grants."""

from idp.storage import Statement

_COLUMNS = """id, client_id, account_id, sid, scope, claims, nonce, auth_time, amr, acr,
              refresh_generation, expires_at, resource, authorization_details, dpop_jkt, cnf"""
# A disabled or closed account gets nothing, at this very moment.
_ALIVE = """EXISTS (SELECT 1 FROM account WHERE account.id = authorization_grant.account_id
                    AND account.disabled_at IS NULL AND account.closed_at IS NULL)"""

ADD = Statement(
    """INSERT INTO authorization_grant
         (id, client_id, account_id, sid, scope, claims, redirect_uri, code_hash, code_challenge,
          code_expires_at, nonce, auth_time, amr, acr, resource, authorization_details, dpop_jkt,
          created_at, expires_at)
       VALUES
         (:id, :client_id, :account_id, :sid, :scope, :claims, :redirect_uri, :code_hash,
          :code_challenge, :code_expires_at, :nonce, :auth_time, :amr, :acr, :resource,
          :authorization_details, :dpop_jkt, :now, :expires_at)"""
)
# Every binding of the code is a condition of the one UPDATE that spends it: a wrong verifier,
# redirect or client neither gets tokens nor burns the code of who holds it.
SPEND_CODE = Statement(
    f"""UPDATE authorization_grant SET code_used_at = :now, cnf = :cnf
        WHERE code_hash = :code_hash AND client_id = :client_id AND redirect_uri = :redirect_uri
          AND COALESCE(code_challenge, '') = :code_challenge
          AND COALESCE(dpop_jkt, :jkt) = :jkt
          AND code_used_at IS NULL AND code_expires_at > :now AND revoked_at IS NULL AND {_ALIVE}
        RETURNING {_COLUMNS}"""
)
FIND_SPENT_CODE = Statement(
    """SELECT id, account_id FROM authorization_grant
       WHERE code_hash = :code_hash AND client_id = :client_id AND redirect_uri = :redirect_uri
         AND COALESCE(code_challenge, '') = :code_challenge
         AND COALESCE(dpop_jkt, :jkt) = :jkt AND code_used_at IS NOT NULL"""
)
REFRESH = Statement(
    f"""UPDATE authorization_grant
        SET refresh_generation = refresh_generation + :step, refreshed_at = :now
        WHERE id = :id AND client_id = :client_id AND refresh_generation = :generation
          AND COALESCE(cnf, :cnf) = :cnf
          AND code_used_at IS NOT NULL AND revoked_at IS NULL AND expires_at > :now AND {_ALIVE}
        RETURNING {_COLUMNS}"""
)
FIND_REFRESHED = Statement(
    f"""SELECT {_COLUMNS}, refreshed_at FROM authorization_grant
        WHERE id = :id AND client_id = :client_id AND COALESCE(cnf, :cnf) = :cnf
          AND revoked_at IS NULL AND expires_at > :now AND {_ALIVE}"""
)
# Whether its code was used does not matter: a token may have been given beside the code.
FIND_STANDING = Statement(
    f"""SELECT {_COLUMNS} FROM authorization_grant
        WHERE id = :id AND revoked_at IS NULL AND expires_at > :now AND {_ALIVE}"""
)
REVOKE = Statement(
    """UPDATE authorization_grant SET revoked_at = :now
       WHERE id = :id AND client_id = :client_id AND revoked_at IS NULL"""
)
REVOKE_OF_SESSION = Statement(
    """UPDATE authorization_grant SET revoked_at = :now
       WHERE sid = :sid AND revoked_at IS NULL AND scope NOT LIKE '%offline_access%'"""
)
REVOKE_OF_ACCOUNT = Statement(
    """UPDATE authorization_grant SET revoked_at = :now
       WHERE account_id = :account_id AND revoked_at IS NULL"""
)
ADD_REVOKED_TOKEN = Statement(
    """INSERT INTO revoked_token (jti_hash, expires_at) VALUES (:jti_hash, :expires_at)
       ON CONFLICT (jti_hash) DO NOTHING"""
)
FIND_REVOKED_TOKEN = Statement("SELECT 1 FROM revoked_token WHERE jti_hash = :jti_hash")
USE_PROOF = Statement(
    """INSERT INTO dpop_proof (jti_hash, expires_at) VALUES (:jti_hash, :expires_at)
       ON CONFLICT (jti_hash) DO NOTHING"""
)
PUSH = Statement(
    """INSERT INTO pushed_request (id_hash, client_id, request_sealed, created_at, expires_at)
       VALUES (:id_hash, :client_id, :request_sealed, :now, :expires_at)"""
)
FIND_PUSHED = Statement(
    """SELECT request_sealed FROM pushed_request
       WHERE id_hash = :id_hash AND client_id = :client_id AND spent_at IS NULL
         AND expires_at > :now"""
)
SPEND_PUSHED = Statement(
    "UPDATE pushed_request SET spent_at = :now WHERE id_hash = :id_hash AND spent_at IS NULL"
)
