"""The statements on clients and their secrets."""

from idp.storage import Statement

ALL = Statement("SELECT id, metadata, disabled_at FROM client ORDER BY id")
ALL_SECRETS = Statement(
    """SELECT client_id, secret_hash, expires_at, secret_sealed FROM client_secret
       ORDER BY client_id, created_at"""
)
PUT = Statement(
    """INSERT INTO client (id, metadata, created_at, updated_at)
       VALUES (:id, :metadata, :now, :now)
       ON CONFLICT (id) DO UPDATE SET metadata = excluded.metadata, updated_at = :now"""
)
DISABLE = Statement(
    "UPDATE client SET disabled_at = :disabled_at, updated_at = :now WHERE id = :id"
)
ADD_SECRET = Statement(
    """INSERT INTO client_secret (id, client_id, secret_hash, secret_sealed, created_at, expires_at)
       VALUES (:id, :client_id, :secret_hash, :secret_sealed, :now, :expires_at)"""
)
EXPIRE_SECRETS = Statement(
    """UPDATE client_secret SET expires_at = :at
       WHERE client_id = :client_id AND id <> :kept AND (expires_at IS NULL OR expires_at > :at)"""
)
USE_ASSERTION = Statement(
    """INSERT INTO client_assertion (jti_hash, expires_at) VALUES (:jti_hash, :expires_at)
       ON CONFLICT (jti_hash) DO NOTHING"""
)
