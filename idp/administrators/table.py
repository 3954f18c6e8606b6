"""The statements on administrators, their roles, sessions and invitations."""

from idp.administrators.model import AdministratorId
from idp.administrators.records import AdministratorRow, Entrant, SessionRow
from idp.storage import Query, Statement, words

_COLUMNS = """a.id, a.name_sealed, a.address_sealed, a.locale, a.created_at, a.entered_at,
              a.disabled_at, a.password_hash IS NOT NULL AS has_password,
              COALESCE((SELECT {gather} FROM administrator_role r
                         WHERE r.administrator_id = a.id), '') AS roles"""
_SQLITE = _COLUMNS.format(gather="group_concat(r.role, ' ')")
_POSTGRESQL = _COLUMNS.format(gather="string_agg(r.role, ' ')")


def _on_each(sql: str) -> dict[str, Query[AdministratorRow]]:
    return {"sqlite": _query(sql, _SQLITE), "postgresql": _query(sql, _POSTGRESQL)}


def _query(sql: str, columns: str) -> Query[AdministratorRow]:
    return Query(
        AdministratorRow,
        sql.replace("{columns}", columns),
        has_password=bool,
        roles=lambda text: tuple(sorted(words(text))),
    )


ADD = Statement(
    """INSERT INTO administrator (id, name_sealed, address_sealed, address_hash, locale, created_at)
       VALUES (:id, :name_sealed, :address_sealed, :address_hash, :locale, :now)
       ON CONFLICT (address_hash) DO NOTHING"""
)
ADD_ROLE = Statement(
    "INSERT INTO administrator_role (administrator_id, role) VALUES (:administrator_id, :role)"
)
DROP_ROLES = Statement("DELETE FROM administrator_role WHERE administrator_id = :administrator_id")
LIST = _on_each("SELECT {columns} FROM administrator a ORDER BY a.created_at, a.id")
FIND = _on_each("SELECT {columns} FROM administrator a WHERE a.id = :id")
FIND_BY_ADDRESS = Query(
    Entrant,
    """SELECT id, password_hash FROM administrator
        WHERE address_hash = :address_hash AND disabled_at IS NULL""",
)
SET_PASSWORD = Statement(
    "UPDATE administrator SET password_hash = :password_hash WHERE id = :administrator_id"
)
ENTERED = Statement(
    """UPDATE administrator SET entered_at = COALESCE(entered_at, :now)
        WHERE id = :administrator_id AND disabled_at IS NULL"""
)
HOLD = Statement("UPDATE administrator SET locale = locale WHERE id = :administrator_id")
DISABLE = Statement(
    """UPDATE administrator SET disabled_at = :now
        WHERE id = :administrator_id AND disabled_at IS NULL"""
)
ENABLE = Statement(
    """UPDATE administrator SET disabled_at = NULL
        WHERE id = :administrator_id AND disabled_at IS NOT NULL"""
)
REMOVE = Statement("DELETE FROM administrator WHERE id = :administrator_id")
TAKE_LOCK = Statement("UPDATE administrator_lock SET taken_at = :now WHERE id = 1")
OTHER_OWNERS = Query(
    int,
    """SELECT COUNT(*) FROM administrator_role r JOIN administrator a ON a.id = r.administrator_id
        WHERE r.role = 'owner' AND a.entered_at IS NOT NULL AND a.disabled_at IS NULL
          AND a.id <> :administrator_id""",
)

ADD_SESSION = Statement(
    """INSERT INTO administrator_session
           (id_hash, administrator_id, created_at, seen_at, proven_at, amr, expires_at)
       VALUES (:id_hash, :administrator_id, :now, :now, :now, :amr, :expires_at)"""
)
_FIND_SESSION = """SELECT s.administrator_id, s.proven_at, s.seen_at, s.amr
         FROM administrator_session s JOIN administrator a ON a.id = s.administrator_id
        WHERE s.id_hash = :id_hash AND s.expires_at > :now AND s.seen_at > :idle
          AND a.disabled_at IS NULL"""
LEFT_SESSION = Query(
    AdministratorId,
    """SELECT s.administrator_id
         FROM administrator_session s JOIN administrator a ON a.id = s.administrator_id
        WHERE s.id_hash = :id_hash AND s.expires_at > :now AND a.disabled_at IS NULL""",
)
FIND_SESSION = Query(SessionRow, _FIND_SESSION, amr=words)
# Until the transaction ends nobody can delete the session's row; it may be updated.
HOLD_SESSION = {
    "sqlite": Query(SessionRow, _FIND_SESSION, amr=words),  # SQLite has one writer
    "postgresql": Query(SessionRow, f"{_FIND_SESSION} FOR KEY SHARE OF s", amr=words),
}
TOUCH_SESSION = Statement(
    "UPDATE administrator_session SET seen_at = :now WHERE id_hash = :id_hash AND seen_at < :now"
)
END_SESSION = Statement("DELETE FROM administrator_session WHERE id_hash = :id_hash")
END_SESSIONS = Statement(
    "DELETE FROM administrator_session WHERE administrator_id = :administrator_id"
)

ADD_INVITATION = Statement(
    """INSERT INTO administrator_invitation (token_hash, administrator_id, expires_at)
       VALUES (:token_hash, :administrator_id, :expires_at)"""
)
FIND_INVITATION = Query(
    AdministratorId,
    """SELECT i.administrator_id FROM administrator_invitation i
         JOIN administrator a ON a.id = i.administrator_id
        WHERE i.token_hash = :token_hash AND i.expires_at > :now AND a.disabled_at IS NULL""",
)
USE_INVITATION = Query(
    AdministratorId,
    """DELETE FROM administrator_invitation
        WHERE token_hash = :token_hash AND expires_at > :now RETURNING administrator_id""",
)
DROP_INVITATIONS = Statement(
    "DELETE FROM administrator_invitation WHERE administrator_id = :administrator_id"
)
# After the database was put back to an earlier day (idp/installation/restoring.py).
END_EVERY_SESSION = Statement("DELETE FROM administrator_session")
DROP_EVERY_INVITATION = Statement("DELETE FROM administrator_invitation")
DISABLE_EVERYBODY = Statement(
    "UPDATE administrator SET disabled_at = :now WHERE disabled_at IS NULL"
)
