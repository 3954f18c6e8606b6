"""The statements on budgets (table `limit_bucket`)."""

from idp.storage import Query, Statement

CHARGE = Query(
    int,
    """INSERT INTO limit_bucket (name, key_hash, period_start, used, expires_at)
       VALUES (:name, :key_hash, :period_start, 1, :expires_at)
       ON CONFLICT (name, key_hash, period_start) DO UPDATE SET used = limit_bucket.used + 1
       RETURNING used""",
)
USED = Query(
    int,
    """SELECT used FROM limit_bucket
       WHERE name = :name AND key_hash = :key_hash AND period_start = :period_start""",
)
GIVE_BACK = Statement(
    """UPDATE limit_bucket SET used = CASE WHEN used > :count THEN used - :count ELSE 0 END
       WHERE name = :name AND key_hash = :key_hash AND period_start = :period_start AND used > 0"""
)
# A known browser is a row without a window: it counts nothing until it expires.
REMEMBER = Statement(
    """INSERT INTO limit_bucket (name, key_hash, period_start, used, expires_at)
       VALUES (:name, :key_hash, 0, 0, :expires_at)
       ON CONFLICT (name, key_hash, period_start) DO UPDATE SET expires_at = :expires_at"""
)
IS_REMEMBERED = Query(
    int,
    """SELECT 1 FROM limit_bucket
       WHERE name = :name AND key_hash = :key_hash AND period_start = 0 AND expires_at > :now""",
)
