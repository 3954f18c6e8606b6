"""The statements on the browsers that an account knows."""

from idp.additions.model import KnownBrowser
from idp.storage import Query, Statement

SEEN = Statement(
    """INSERT INTO account_browser (account_id, browser_hash, device, first_seen_at, expires_at)
       VALUES (:account_id, :browser_hash, :device, :now, :expires_at)
       ON CONFLICT (account_id, browser_hash) DO UPDATE
       SET device = excluded.device, expires_at = excluded.expires_at"""
)
PROVEN = Statement(
    """INSERT INTO account_browser
           (account_id, browser_hash, device, first_seen_at, proven_at, proven_by, expires_at)
       VALUES (:account_id, :browser_hash, :device, :now, :now, :proven_by, :expires_at)
       ON CONFLICT (account_id, browser_hash) DO UPDATE
       SET device = excluded.device, proven_at = excluded.proven_at,
           proven_by = excluded.proven_by, expires_at = excluded.expires_at"""
)
FIND = Query(
    KnownBrowser,
    """SELECT device, first_seen_at, proven_at, proven_by, expires_at FROM account_browser
       WHERE account_id = :account_id AND browser_hash = :browser_hash AND expires_at > :now""",
)
LIST = Query(
    KnownBrowser,
    """SELECT device, first_seen_at, proven_at, proven_by, expires_at FROM account_browser
       WHERE account_id = :account_id AND expires_at > :now ORDER BY first_seen_at, browser_hash""",
)
FORGET = Statement("DELETE FROM account_browser WHERE account_id = :account_id")
# After the database was restored to an earlier day (idp/installation/restoring.py).
FORGET_EVERY_BROWSER = Statement("DELETE FROM account_browser")
