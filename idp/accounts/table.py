"""The statements on accounts, addresses and sessions."""

from idp.accounts.model import Account, AddressTime, Session
from idp.accounts.records import (
    AddressRow,
    BoundRow,
    DetailsRow,
    HeldRow,
    KeptSession,
    NewRow,
    RemovalRow,
    RemovedRow,
)
from idp.ids import AccountId, AddressId
from idp.storage import Among, Query, Statement, words

ADD_ACCOUNT = Statement(
    """INSERT INTO account (id, password_hash, password_changed_at, locale, created_at, used_at)
       VALUES (:id, :password_hash, :password_changed_at, :locale, :now, :now)"""
)
_ACCOUNT = """account.id, account.locale, account.password_hash IS NOT NULL AS has_password,
              account.created_at, account.erase_at,
              (account.disabled_at IS NOT NULL OR account.closed_at IS NOT NULL) AS disabled"""
FIND_ACCOUNT = Query(
    Account, f"SELECT {_ACCOUNT} FROM account WHERE id = :id", has_password=bool, disabled=bool
)
FIND_ACCOUNT_BY_ADDRESS = Query(
    Account,
    f"""SELECT {_ACCOUNT} FROM address JOIN account ON account.id = address.account_id
        WHERE address.address_hash = :address_hash AND address.suspended_at IS NULL""",
    has_password=bool,
    disabled=bool,
)
FIND_ACCOUNT_THAT_HAS = Query(
    Account,
    f"""SELECT {_ACCOUNT} FROM address JOIN account ON account.id = address.account_id
        WHERE address.address_hash = :address_hash""",
    has_password=bool,
    disabled=bool,
)
PASSWORD_CHANGED_AT = Query(int, "SELECT password_changed_at FROM account WHERE id = :id")
FIND_PASSWORD = Query(str, "SELECT password_hash FROM account WHERE id = :id")
_HOLD_ACCOUNT = """SELECT id, locale, password_hash, disabled_at, closed_at, erase_at
                   FROM account WHERE id = :id"""
HOLD_ACCOUNT = {
    "sqlite": Query(HeldRow, _HOLD_ACCOUNT),  # which has one writer
    "postgresql": Query(HeldRow, f"{_HOLD_ACCOUNT} FOR NO KEY UPDATE"),
}
# Open, or closed and not erased yet: its owner may still reopen it.
_KEPT = "(closed_at IS NULL OR erase_at IS NOT NULL)"
FIND_LOCALE_TO_TELL = Query(
    str, f"SELECT locale FROM account WHERE id = :account_id AND disabled_at IS NULL AND {_KEPT}"
)
SET_PASSWORD = Statement(
    f"""UPDATE account SET password_hash = :password_hash, password_changed_at = :now
        WHERE id = :id AND {_KEPT}"""
)
# Only over the hash that was verified: a password changed meanwhile is not put back.
STORE_REHASH = Statement(
    "UPDATE account SET password_hash = :rehashed WHERE id = :id AND password_hash = :verified"
)
# Once a day is enough to find unused accounts.
NOTE_USE = Statement(
    "UPDATE account SET used_at = :now WHERE id = :id AND COALESCE(used_at, 0) <= :before"
)
SET_LOCALE = Statement("UPDATE account SET locale = :locale WHERE id = :id")
DISABLE = Statement("UPDATE account SET disabled_at = :now WHERE id = :id AND disabled_at IS NULL")
ENABLE = Statement(
    "UPDATE account SET disabled_at = NULL WHERE id = :id AND disabled_at IS NOT NULL"
)
CLOSE = Statement(
    """UPDATE account SET closed_at = :now, erase_at = :erase_at
       WHERE id = :id AND closed_at IS NULL"""
)
# The closing that was meant, and no later one.
REOPEN = Statement(
    """UPDATE account SET closed_at = NULL, erase_at = NULL
       WHERE id = :id AND closed_at = :closed_at AND disabled_at IS NULL AND erase_at > :now"""
)
LIST_TO_ERASE = Query(
    AccountId, "SELECT id FROM account WHERE erase_at <= :now ORDER BY erase_at LIMIT :count"
)
# The id stays, so that it is never used again and audit events keep their subject.
ERASE = Statement(
    """UPDATE account SET erase_at = NULL, password_hash = NULL, password_changed_at = NULL,
                          locale = 'fr'
       WHERE id = :id AND erase_at <= :now"""
)

ADD_ADDRESS = Statement(
    """INSERT INTO address
           (id, account_id, address_hash, address_sealed, proven_at, proof, added_at, mac,
            added_device, second_proof_at)
       VALUES (:id, :account_id, :address_hash, :address_sealed, :proven_at, 'code', :now, :mac,
               :device, :second_proof_at)
       ON CONFLICT (address_hash) DO NOTHING"""
)
_ADDRESS = """id, address_sealed, proven_at, added_at, added_device, second_proof_at,
              suspended_at, removal_at"""
# The oldest first: its code ends a suspension (decision 0020).
_IN_ORDER = "ORDER BY added_at, CASE WHEN second_proof_at IS NULL THEN 1 ELSE 0 END, id"
LIST_ADDRESSES = Query(
    AddressRow,
    f"""SELECT {_ADDRESS} FROM address
        WHERE account_id = :account_id AND suspended_at IS NULL {_IN_ORDER}""",
)
LIST_EVERY_ADDRESS = Query(
    AddressRow, f"SELECT {_ADDRESS} FROM address WHERE account_id = :account_id {_IN_ORDER}"
)
PROVE_AGAIN = Query(
    AddressId,
    """UPDATE address SET proven_at = :proven_at, mac = :mac
       WHERE account_id = :account_id AND address_hash = :address_hash AND suspended_at IS NULL
       RETURNING id""",
)
LIST_TO_SUSPEND = Query(
    NewRow,
    """SELECT id, address_hash, proven_at, mac FROM address
       WHERE account_id = :account_id AND added_at > :since
         AND second_proof_at IS NULL AND suspended_at IS NULL""",
)
SUSPEND_ADDRESS = Statement(
    """UPDATE address SET suspended_at = :now, mac = :mac, removal_at = NULL,
                          removal_undo_hash = NULL
       WHERE id = :id AND second_proof_at IS NULL AND suspended_at IS NULL"""
)
# The code of a recovery is a second proof: the recovery must not suspend that address.
SETTLE_ADDRESS = Statement(
    """UPDATE address SET second_proof_at = :now, removal_at = NULL, removal_undo_hash = NULL
       WHERE account_id = :account_id AND address_hash = :address_hash"""
)
FIND_SUSPENDED = Query(
    BoundRow,
    """SELECT address_hash, proven_at, mac FROM address
       WHERE id = :id AND account_id = :account_id AND suspended_at IS NOT NULL""",
)
RESTORE_ADDRESS = Statement(
    """UPDATE address SET suspended_at = NULL, second_proof_at = :now, mac = :mac
       WHERE id = :id AND account_id = :account_id AND suspended_at IS NOT NULL"""
)
ASK_REMOVAL = Query(
    bytes,
    """UPDATE address SET removal_at = :removal_at, removal_undo_hash = :undo_hash
       WHERE id = :id AND account_id = :account_id
         AND removal_at IS NULL AND suspended_at IS NULL
         AND EXISTS (SELECT 1 FROM address AS other
                     WHERE other.account_id = :account_id AND other.id <> :id
                       AND other.suspended_at IS NULL AND other.removal_at IS NULL)
       RETURNING address_sealed""",
)
KEEP_ADDRESS = Statement(
    """UPDATE address SET removal_at = NULL, removal_undo_hash = NULL
       WHERE account_id = :account_id AND id = :id AND removal_at IS NOT NULL"""
)
KEEP_EVERY_ADDRESS = Statement(
    """UPDATE address SET removal_at = NULL, removal_undo_hash = NULL
       WHERE account_id = :account_id AND removal_at IS NOT NULL"""
)
FIND_REMOVAL = Query(
    RemovalRow,
    """SELECT account_id, id, address_sealed, removal_at FROM address
       WHERE removal_undo_hash = :undo_hash AND removal_at IS NOT NULL""",
)
LIST_REMOVALS = Query(
    tuple[AccountId, AddressId],
    """SELECT account_id, id FROM address WHERE removal_at <= :now
       ORDER BY removal_at, id LIMIT :count""",
)
# A write, so that keeping the address comes before it or after.
HOLD_REMOVAL = Statement(
    """UPDATE address SET removal_at = removal_at
       WHERE id = :id AND account_id = :account_id AND removal_at <= :now"""
)
# Two removals at once must not leave the account without any: the account's row is locked first.
LOCK_ACCOUNT = Statement("UPDATE account SET locale = locale WHERE id = :id")
REMOVE_ADDRESS = Query(
    RemovedRow,
    """DELETE FROM address WHERE id = :id AND account_id = :account_id
       AND (suspended_at IS NOT NULL
            OR EXISTS (SELECT 1 FROM address AS other
                       WHERE other.account_id = :account_id AND other.id <> :id
                         AND other.suspended_at IS NULL))
       RETURNING address_sealed, address_hash, added_at""",
)
# The times of an address that is removed or moved stay: claims that were issued on it can be
# derived again (idp/tokens/issued_claims).
ADD_PAST_ADDRESS = Statement(
    """INSERT INTO past_address (id, account_id, address_hash, added_at, ended_at)
       VALUES (:id, :account_id, :address_hash, :added_at, :now)"""
)
ADDRESSES_PASS = Statement(
    """INSERT INTO past_address (id, account_id, address_hash, added_at, ended_at)
       SELECT id, account_id, address_hash, added_at, :now
       FROM address WHERE account_id = :account_id"""
)
ADDRESS_TIMES = Among(
    AddressTime,
    """SELECT id, account_id, added_at AS since_at, ended_at, address_hash
       FROM past_address WHERE id IN (VALUES :keys)
       UNION ALL SELECT id, account_id, added_at, NULL, address_hash
       FROM address WHERE id IN (VALUES :keys)
       ORDER BY ended_at NULLS LAST""",
)
FORGET_PAST_ADDRESSES = Statement("DELETE FROM past_address WHERE account_id = :account_id")
LIST_BOUND_ADDRESSES = Query(
    BoundRow, "SELECT address_hash, proven_at, mac FROM address WHERE account_id = :account_id"
)
# To the account that it joins it is as new as one that is typed there.
MOVE_ADDRESS = Statement(
    """UPDATE address SET account_id = :account_id, mac = :mac, added_at = :now,
                          added_device = :device, second_proof_at = :second_proof_at,
                          removal_at = NULL, removal_undo_hash = NULL
       WHERE address_hash = :address_hash"""
)
REMOVE_ADDRESSES = Statement("DELETE FROM address WHERE account_id = :account_id")

# With the language, so that the claims of the scope `profile` cost one statement.
FIND_DETAILS = Query(
    DetailsRow,
    """SELECT account.locale, account_details.details_sealed, account_details.updated_at
       FROM account LEFT JOIN account_details ON account_details.account_id = account.id
       WHERE account.id = :account_id""",
)
KEEP_DETAILS = Statement(
    """INSERT INTO account_details (account_id, details_sealed, updated_at)
       SELECT id, :details_sealed, :now FROM account WHERE id = :account_id AND closed_at IS NULL
       ON CONFLICT (account_id) DO UPDATE
       SET details_sealed = excluded.details_sealed, updated_at = excluded.updated_at"""
)
REMOVE_DETAILS = Statement("DELETE FROM account_details WHERE account_id = :account_id")
REMOVE_SESSIONS = Statement("DELETE FROM browser_session WHERE account_id = :account_id")

ADD_SESSION = Statement(
    """INSERT INTO browser_session
           (id_hash, account_id, sid, auth_time, amr, acr, created_at, seen_at, expires_at,
            idle_seconds, device, journey_hash)
       VALUES (:id_hash, :account_id, :sid, :now, :amr, :acr, :now, :now, :expires_at,
               :idle_seconds, :device, :journey_hash)"""
)
_SESSION = """s.id_hash, s.sid, s.account_id, s.auth_time, s.amr, s.acr,
              s.created_at, s.seen_at, s.expires_at, s.idle_seconds, s.device, account.locale,
              s.journey_hash"""
_ALIVE = """s.ended_at IS NULL AND s.expires_at > :now AND s.seen_at + s.idle_seconds > :now
            AND account.disabled_at IS NULL AND account.closed_at IS NULL"""
_SESSION_OF_ACCOUNT = "browser_session AS s JOIN account ON account.id = s.account_id"
_FIND_SESSION = (
    f"SELECT {_SESSION} FROM {_SESSION_OF_ACCOUNT} WHERE s.id_hash = :id_hash AND {_ALIVE}"
)
FIND_SESSION = Query(Session, _FIND_SESSION, amr=words)
FIND_LEFT_SESSION = Query(
    AccountId,
    f"""SELECT account_id FROM {_SESSION_OF_ACCOUNT} WHERE id_hash = :id_hash AND seen_at > :since
        AND ended_at IS NULL AND disabled_at IS NULL AND closed_at IS NULL""",
)
# One statement locks and reads: PostgreSQL reads a row again that it had to wait for. The account
# comes first, as it does where sessions are ended. SQLite has one writer.
HOLD_SESSION = {
    "sqlite": FIND_SESSION,
    "postgresql": Query(Session, f"{_FIND_SESSION} FOR NO KEY UPDATE OF account, s", amr=words),
}
LIST_SESSIONS = Query(
    Session,
    f"""SELECT {_SESSION} FROM {_SESSION_OF_ACCOUNT}
        WHERE s.account_id = :account_id AND {_ALIVE} ORDER BY s.seen_at DESC, s.sid""",
    amr=words,
)
LIST_KEPT_SESSIONS = Query(
    KeptSession,
    f"""SELECT {_SESSION}, s.ended_at FROM {_SESSION_OF_ACCOUNT}
        WHERE s.account_id = :account_id ORDER BY s.created_at, s.sid""",
    amr=words,
)
TOUCH_SESSION = Statement(
    """UPDATE browser_session SET seen_at = :now
       WHERE id_hash = :id_hash AND seen_at <= :before AND ended_at IS NULL"""
)
END_SESSION = Query(
    AccountId,
    """UPDATE browser_session SET ended_at = :now
       WHERE sid = :sid AND ended_at IS NULL AND (:account_id = '' OR account_id = :account_id)
       RETURNING account_id""",
)
RENEW_SESSION = Statement(
    """UPDATE browser_session SET id_hash = :renewed_hash
       WHERE id_hash = :id_hash AND ended_at IS NULL"""
)
REPLACE_SESSION = Statement(
    """UPDATE browser_session SET ended_at = :now, sid = :replaced_sid
       WHERE id_hash = :id_hash AND ended_at IS NULL"""
)
END_SESSIONS = Statement(
    """UPDATE browser_session SET ended_at = :now
       WHERE account_id = :account_id AND sid <> :except_sid AND ended_at IS NULL"""
)

# After the database was restored to an earlier day (idp/installation/restoring.py).
END_EVERY_SESSION = Statement("UPDATE browser_session SET ended_at = :now WHERE ended_at IS NULL")
FORGET_PASSWORD = Statement(
    """UPDATE account SET password_hash = NULL, password_changed_at = NULL
       WHERE id = :id AND password_hash IS NOT NULL"""
)
FORGET_EVERY_PASSWORD = Statement(
    """UPDATE account SET password_hash = NULL, password_changed_at = NULL
       WHERE password_hash IS NOT NULL"""
)
KEEP_EVERY_ADDRESS_OF_ALL = Statement(
    """UPDATE address SET removal_at = NULL, removal_undo_hash = NULL
       WHERE removal_at IS NOT NULL"""
)
