"""The statements on authorization grants."""

from idp.ids import AccountId, ClientId, GrantId, Sid
from idp.storage import Query, Statement, words
from idp.tokens.grant import Grant
from idp.tokens.records import (
    Approval,
    Concerned,
    GrantedClaims,
    HeldGrants,
    KeptGrant,
    Polled,
    Purged,
    RecentSignIn,
    Refreshed,
    RefusedCode,
    SpentCode,
)

_COLUMNS = """id, client_id, account_id, sid, scope, claims, nonce, auth_time, amr, acr,
              refresh_generation, expires_at, resource, authorization_details, dpop_jkt, cnf,
              policy"""
_GRANT = {"scope": words, "amr": words, "resource": words}
# A disabled or closed account gets nothing, from that moment on.
_ALIVE = """EXISTS (SELECT 1 FROM account WHERE account.id = authorization_grant.account_id
                    AND account.disabled_at IS NULL AND account.closed_at IS NULL)"""

_ADD = """INSERT INTO authorization_grant
            (id, client_id, account_id, sid, scope, claims, redirect_uri, code_hash, code_challenge,
             code_expires_at, nonce, auth_time, amr, acr, resource, authorization_details, dpop_jkt,
             policy, created_at, expires_at)"""
_ADDED = """:id, :client_id, :account_id, :sid, :scope, :claims, :redirect_uri, :code_hash,
            :code_challenge, :code_expires_at, :nonce, :auth_time, :amr, :acr, :resource,
            :authorization_details, :dpop_jkt, :policy, :now, :expires_at"""
ADD = Statement(f"{_ADD} VALUES ({_ADDED})")
# The session must live until the grant is written: a transaction that ends it waits, and then
# revokes the grant too. SQLite has one writer. The same for a consent that is needed: while its row
# exists, it covers what it was found to cover, or more. PostgreSQL locks the rows in the order of
# the tables here; what changes both locks the session first, as well.
_SESSION_LIVES = """WHERE s.id_hash = :session_hash AND s.ended_at IS NULL
                      AND s.expires_at > :now AND s.seen_at + s.idle_seconds > :now"""
_IN_SESSION = f"{_ADD} SELECT {_ADDED} FROM browser_session AS s {_SESSION_LIVES}"
_BY_CONSENT = f"""{_ADD} SELECT {_ADDED} FROM browser_session AS s
                  JOIN consent AS c ON c.account_id = :account_id AND c.client_id = :client_id
                  {_SESSION_LIVES}"""
ADD_IN_SESSION = {
    "sqlite": Statement(_IN_SESSION),
    "postgresql": Statement(f"{_IN_SESSION} FOR SHARE"),
}
ADD_BY_CONSENT = {
    "sqlite": Statement(_BY_CONSENT),
    "postgresql": Statement(f"{_BY_CONSENT} FOR SHARE"),
}
# Where every live session will do, the session is not even read first; but one whose use is to be
# recorded by now, or of an account that ended, is. It may run twice: the second time changes
# nothing.
_LIVE_ACCOUNT = """JOIN account AS a ON a.id = s.account_id
                   AND a.disabled_at IS NULL AND a.closed_at IS NULL"""
_AT_ONCE = f"""{_ADD}
    SELECT :id, :client_id, s.account_id, s.sid, :scope, :claims, :redirect_uri, :code_hash,
           :code_challenge, :code_expires_at, :nonce, s.auth_time, s.amr, s.acr, :resource,
           :authorization_details, :dpop_jkt, :policy, :now, :expires_at
    FROM browser_session AS s {_LIVE_ACCOUNT} {_SESSION_LIVES}
     AND s.seen_at > :seldomest AND (:now - s.seen_at) * :touches < s.idle_seconds"""
_ONLY_ONCE = "ON CONFLICT (id) DO NOTHING"
ADD_AT_ONCE = {
    "sqlite": Statement(f"{_AT_ONCE} {_ONLY_ONCE}", may_run_twice=True),
    "postgresql": Statement(f"{_AT_ONCE} FOR SHARE OF s {_ONLY_ONCE}", may_run_twice=True),
}
# By the index `grant_of_code`, which holds no others.
FIND_GRANT_OF_CODE = Query(
    GrantId,
    "SELECT id FROM authorization_grant WHERE code_hash = :code_hash AND length(id) = 22",
)
# Every binding of the code is a condition of the one UPDATE that spends it: a wrong verifier,
# redirect or client neither gets tokens nor spends the code of its holder.
SPEND_CODE = Query(
    Grant,
    f"""UPDATE authorization_grant SET code_used_at = :now, cnf = :cnf
        WHERE id = :id AND code_hash = :code_hash AND client_id = :client_id
          AND redirect_uri = :redirect_uri AND COALESCE(code_challenge, '') = :code_challenge
          AND COALESCE(dpop_jkt, :jkt) = :jkt
          AND code_used_at IS NULL AND code_expires_at > :now AND revoked_at IS NULL AND {_ALIVE}
        RETURNING {_COLUMNS}""",
    **_GRANT,
)
FIND_CODE = Query(
    RefusedCode,
    """SELECT client_id, redirect_uri, code_challenge, dpop_jkt, code_used_at, code_expires_at
       FROM authorization_grant WHERE id = :id AND code_hash = :code_hash""",
)
FIND_SPENT_CODE = Query(
    SpentCode,
    """SELECT id, account_id FROM authorization_grant
       WHERE id = :id AND code_hash = :code_hash AND client_id = :client_id
         AND redirect_uri = :redirect_uri AND COALESCE(code_challenge, '') = :code_challenge
         AND COALESCE(dpop_jkt, :jkt) = :jkt AND code_used_at IS NOT NULL""",
)
REFRESH = Query(
    Grant,
    f"""UPDATE authorization_grant
        SET refresh_generation = refresh_generation + :step, refreshed_at = :now
        WHERE id = :id AND client_id = :client_id AND refresh_generation = :generation
          AND COALESCE(cnf, :cnf) = :cnf
          AND code_used_at IS NOT NULL AND revoked_at IS NULL AND expires_at > :now AND {_ALIVE}
        RETURNING {_COLUMNS}""",
    **_GRANT,
)
FIND_REFRESHED = Query(
    Refreshed,
    f"""SELECT {_COLUMNS}, refreshed_at FROM authorization_grant
        WHERE id = :id AND client_id = :client_id AND COALESCE(cnf, :cnf) = :cnf
          AND revoked_at IS NULL AND expires_at > :now AND {_ALIVE}""",
    **_GRANT,
)
# Also with an unused code: a token may have been issued beside the code.
_ACTIVE = f"id = :id AND revoked_at IS NULL AND expires_at > :now AND {_ALIVE}"
FIND_ACTIVE = Query(Grant, f"SELECT {_COLUMNS} FROM authorization_grant WHERE {_ACTIVE}", **_GRANT)
# For userinfo: to read all columns of the grant takes twice as long.
FIND_ACTIVE_CLAIMS = Query(
    GrantedClaims, f"SELECT account_id, claims FROM authorization_grant WHERE {_ACTIVE}"
)
FIND_ACTIVE_CLIENT = Query(ClientId, f"SELECT client_id FROM authorization_grant WHERE {_ACTIVE}")
FIND_ACTIVE_OF_SESSION = Query(
    Grant,
    f"""SELECT {_COLUMNS} FROM authorization_grant
        WHERE sid = :sid AND client_id = :client_id AND revoked_at IS NULL AND expires_at > :now
          AND {_ALIVE}
        ORDER BY created_at DESC LIMIT 1""",
    **_GRANT,
)
REVOKE = Statement(
    """UPDATE authorization_grant SET revoked_at = :now
       WHERE id = :id AND client_id = :client_id AND revoked_at IS NULL"""
)
REVOKE_OF_SESSION = Statement(
    """UPDATE authorization_grant SET revoked_at = :now
       WHERE sid = :sid AND revoked_at IS NULL
         AND ' ' || scope || ' ' NOT LIKE '% offline_access %'"""
)
REVOKE_OF_ACCOUNT = Statement(
    """UPDATE authorization_grant SET revoked_at = :now
       WHERE account_id = :account_id AND revoked_at IS NULL"""
)
# Expired ones too: else a portal would be notified of them again when their session ends.
REVOKE_OF_CLIENT = Query(
    Sid,
    """UPDATE authorization_grant SET revoked_at = :now
       WHERE account_id = :account_id AND client_id = :client_id AND revoked_at IS NULL
       RETURNING sid""",
)
LATELY = Query(
    RecentSignIn,
    """SELECT account_id, created_at, amr, code_used_at, code_expires_at, revoked_at
       FROM authorization_grant WHERE client_id = :client_id
       ORDER BY created_at DESC LIMIT :most""",
    amr=words,
)
COUNT_LATELY = Query(
    int,
    """SELECT COUNT(*) FROM (
           SELECT 1 FROM authorization_grant
           WHERE client_id = :client_id AND created_at > :since LIMIT :most) AS newest""",
)
REVOKE_ALL_OF_CLIENT = Query(
    AccountId,
    """UPDATE authorization_grant SET revoked_at = :now
       WHERE client_id = :client_id AND revoked_at IS NULL RETURNING account_id""",
)
# The clients that a batch of signals concerns: those with a grant in the session, or in another one
# of the account than the session named. Expired ones too: a portal's own session may last. So do
# those that were revoked in the signalled change itself.
_STOOD = "COALESCE(h.revoked_at, s.at) >= s.at - :same_change_seconds"
_GIVEN = "SELECT s.id, h.client_id, h.sid, h.scope FROM portal_signal AS s JOIN"
_OF_SESSION = "AS h ON h.sid = s.sid WHERE s.batch = :batch AND s.kind = :of_session"
_OF_ACCOUNT = """AS h ON h.account_id = s.account_id AND h.sid <> s.sid
                 WHERE s.batch = :batch AND s.kind <> :of_session"""
HOLDERS = Query(
    Concerned,
    f"""{_GIVEN} authorization_grant {_OF_SESSION} AND {_STOOD} UNION
        {_GIVEN} authorization_grant {_OF_ACCOUNT} AND {_STOOD} UNION
        {_GIVEN} portal_session {_OF_SESSION} UNION
        {_GIVEN} portal_session {_OF_ACCOUNT}""",
)
CLIENTS_OF_SESSION = Query(
    ClientId,
    """SELECT client_id FROM authorization_grant WHERE sid = :sid AND revoked_at IS NULL
       UNION SELECT client_id FROM portal_session WHERE sid = :sid""",
)
LAST_CLIENTS_OF_ACCOUNT = Query(
    ClientId,
    """SELECT client_id FROM authorization_grant
       WHERE account_id = :account_id
         AND revoked_at >= (SELECT MAX(revoked_at) FROM authorization_grant
                            WHERE account_id = :account_id) - :same_change_seconds
       UNION SELECT client_id FROM last_holder WHERE account_id = :account_id""",
)
# No sign-in, use or renewal by a portal since: the times of `account`, of its sessions and of its
# grants. By the index `account_by_use`, the rest by that of each account.
_UNUSED = """account.closed_at IS NULL AND account.used_at <= :before
             AND NOT EXISTS (SELECT 1 FROM browser_session AS s
                             WHERE s.account_id = account.id AND s.seen_at > :before)
             AND NOT EXISTS (SELECT 1 FROM authorization_grant AS g
                             WHERE g.account_id = account.id
                               AND COALESCE(g.refreshed_at, g.created_at) > :before)"""
LIST_UNUSED = Query(
    AccountId, f"SELECT id FROM account WHERE {_UNUSED} ORDER BY used_at LIMIT :count"
)
IS_UNUSED = Query(int, f"SELECT 1 FROM account WHERE id = :id AND {_UNUSED}")
LIST_GRANTS = Query(
    KeptGrant,
    """SELECT client_id, scope, created_at, refreshed_at, expires_at, revoked_at
       FROM authorization_grant WHERE account_id = :account_id ORDER BY created_at""",
)
LIST_PORTAL_SESSIONS = Query(
    KeptGrant,
    """SELECT client_id, scope, NULL AS created_at, NULL AS refreshed_at, expires_at,
              NULL AS revoked_at
       FROM portal_session WHERE account_id = :account_id ORDER BY client_id, scope""",
)
# A closed account's grants are purged long before its erasure, of which clients are notified.
KEEP_LAST_HOLDER = Statement(
    """INSERT INTO last_holder (account_id, client_id) VALUES (:account_id, :client_id)
       ON CONFLICT (account_id, client_id) DO UPDATE SET over_at = NULL"""
)
END_LAST_HOLDERS = Statement(
    "UPDATE last_holder SET over_at = :now WHERE account_id = :account_id AND over_at IS NULL"
)
REMOVE_GRANTS = Statement("DELETE FROM authorization_grant WHERE account_id = :account_id")
REMOVE_PORTAL_SESSIONS = Statement("DELETE FROM portal_session WHERE account_id = :account_id")
# Of the newest grants alone, by `grant_of_client`: it is asked in a hurry, before a key is revoked.
SESSIONS_OF_CLIENT = Query(
    tuple[int, int],
    """SELECT COUNT(DISTINCT CASE WHEN revoked_at IS NULL AND expires_at > :now THEN sid END),
              COUNT(*)
       FROM (SELECT sid, revoked_at, expires_at FROM authorization_grant
             WHERE client_id = :client_id ORDER BY created_at DESC LIMIT :most) AS newest""",
)
# Nothing to keep of a session that is over: its portals were notified, or outlived it.
KEEP_PORTAL_SESSION = Statement(
    """INSERT INTO portal_session (sid, client_id, scope, account_id, expires_at)
       SELECT sid, :client_id, :scope, account_id, expires_at FROM browser_session
       WHERE sid = :sid AND ended_at IS NULL
       ON CONFLICT (sid, client_id, scope) DO UPDATE SET expires_at = excluded.expires_at"""
)
HELD_OF_ACCOUNT = Query(
    HeldGrants,
    """SELECT client_id, scope, MAX(COALESCE(refreshed_at, created_at)) AS used_at
       FROM authorization_grant
       WHERE account_id = :account_id AND revoked_at IS NULL GROUP BY client_id, scope
       UNION ALL SELECT client_id, scope, NULL FROM portal_session
       WHERE account_id = :account_id""",
    scope=lambda text: frozenset(words(text)),
)
END_PORTAL_SESSION_OF_CLIENT = Query(
    Sid,
    """DELETE FROM portal_session WHERE account_id = :account_id AND client_id = :client_id
       RETURNING sid""",
)
END_PORTAL_SESSION = Statement("DELETE FROM portal_session WHERE sid = :sid")
PURGE_GRANTS = Query(
    Purged,
    """DELETE FROM authorization_grant
       WHERE id IN (SELECT id FROM authorization_grant WHERE expires_at <= :before LIMIT :chunk)
       RETURNING sid, client_id, scope, revoked_at""",
)
ADD_REVOKED_TOKEN = Statement(
    """INSERT INTO revoked_token (jti_hash, expires_at) VALUES (:jti_hash, :expires_at)
       ON CONFLICT (jti_hash) DO NOTHING"""
)
FIND_REVOKED_TOKEN = Query(int, "SELECT 1 FROM revoked_token WHERE jti_hash = :jti_hash")
USE_PROOF = Statement(
    """INSERT INTO dpop_proof (jti_hash, expires_at) VALUES (:jti_hash, :expires_at)
       ON CONFLICT (jti_hash) DO NOTHING"""
)
PUSH = Statement(
    """INSERT INTO pushed_request (id_hash, client_id, request_sealed, created_at, expires_at)
       VALUES (:id_hash, :client_id, :request_sealed, :now, :expires_at)"""
)
FIND_PUSHED = Query(
    bytes,
    """SELECT request_sealed FROM pushed_request
       WHERE id_hash = :id_hash AND client_id = :client_id AND spent_at IS NULL
         AND expires_at > :now""",
)
SPEND_PUSHED = Statement(
    "UPDATE pushed_request SET spent_at = :now WHERE id_hash = :id_hash AND spent_at IS NULL"
)
ASK_APPROVAL = Statement(
    """INSERT INTO approval_request
         (id_hash, handle_hash, kind, client_id, account_id, request_sealed, interval_seconds,
          created_at, expires_at)
       VALUES
         (:id_hash, :handle_hash, :kind, :client_id, :account_id, :request_sealed,
          :interval_seconds, :now, :expires_at)
       ON CONFLICT (handle_hash) DO NOTHING"""
)
_APPROVAL = """id_hash, kind, client_id, account_id, request_sealed, expires_at, approved_at,
               refused_at"""
FIND_APPROVAL = Query(
    Approval, f"SELECT {_APPROVAL} FROM approval_request WHERE id_hash = :id_hash"
)
FIND_WAITING_APPROVAL = Query(
    Approval,
    f"""SELECT {_APPROVAL} FROM approval_request
        WHERE handle_hash = :handle_hash AND kind = :kind AND expires_at > :now
          AND approved_at IS NULL AND refused_at IS NULL""",
)
APPROVE = Statement(
    """UPDATE approval_request SET approved_at = :now
       WHERE id_hash = :id_hash AND expires_at > :now AND approved_at IS NULL
         AND refused_at IS NULL AND COALESCE(account_id, :account_id) = :account_id"""
)
REFUSE = Statement(
    """UPDATE approval_request SET refused_at = :now
       WHERE id_hash = :id_hash AND approved_at IS NULL AND refused_at IS NULL"""
)
REFUSE_OF_ACCOUNT = Statement(
    """UPDATE approval_request SET refused_at = :now
       WHERE account_id = :account_id AND approved_at IS NULL AND refused_at IS NULL"""
)
POLL_APPROVAL = Query(
    Polled,
    """SELECT approved_at, refused_at, expires_at, interval_seconds FROM approval_request
       WHERE id_hash = :id_hash AND kind = :kind AND client_id = :client_id""",
)
SLOW_DOWN = Statement(
    """UPDATE approval_request SET interval_seconds = interval_seconds + 5
       WHERE id_hash = :id_hash AND interval_seconds < :longest"""
)
# After the database was restored to an earlier day (idp/installation/restoring.py).
TELL_EVERY_HOLDER = Statement(
    """INSERT INTO portal_signal (kind, account_id, sid, at)
       SELECT :kind, account_id, '', :now FROM (
           SELECT account_id FROM authorization_grant WHERE revoked_at IS NULL
           UNION SELECT account_id FROM portal_session) AS held"""
)
REVOKE_EVERYTHING = Statement(
    "UPDATE authorization_grant SET revoked_at = :now WHERE revoked_at IS NULL"
)
SPEND_EVERY_PUSHED = Statement("UPDATE pushed_request SET spent_at = :now WHERE spent_at IS NULL")
END_EVERY_APPROVAL = Statement(
    "UPDATE approval_request SET expires_at = :now WHERE expires_at > :now"
)
