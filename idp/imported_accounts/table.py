"""The statements on imported accounts, of those who claim them."""

from idp.imported_accounts.model import ImportedId
from idp.imported_accounts.records import AddressedRow, ChildRow, ImportedRow, PasswordRow
from idp.storage import Query, Statement

_ACCOUNT = """i.id, i.source, i.subject, i.locale, i.disabled,
              CASE WHEN i.password_sealed IS NULL THEN 0 ELSE 1 END AS has_password,
              i.mac, i.imported_at, i.claimed_by, i.claimed_at"""
# An address of two accounts of one source names neither. Of disabled ones too: their owners are
# turned away.
FIND_WAITING = Query(
    AddressedRow,
    f"""SELECT {_ACCOUNT}, a.mac AS address_mac
        FROM imported_address AS a JOIN imported_account AS i ON i.id = a.imported_id
        WHERE a.address_hash = :address_hash AND i.claimed_by IS NULL
          AND NOT EXISTS (SELECT 1 FROM imported_address AS other
                          JOIN imported_account AS o ON o.id = other.imported_id
                          WHERE other.address_hash = :address_hash AND o.source = i.source
                            AND o.id <> i.id)
        ORDER BY i.source""",
    has_password=bool,
)
LIST_CLAIMED = Query(
    ImportedRow,
    f"""SELECT {_ACCOUNT} FROM imported_account AS i
        WHERE i.claimed_by = :account_id ORDER BY i.source""",
    has_password=bool,
)
# A disabled one is never claimed, and one of each source at most.
TAKE = Statement(
    """UPDATE imported_account SET claimed_by = :account_id, claimed_at = :now, mac = :mac
       WHERE id = :id AND claimed_by IS NULL AND disabled = 0 AND mac = :waiting_mac
         AND NOT EXISTS (SELECT 1 FROM imported_account AS other
                         WHERE other.claimed_by = :account_id
                           AND other.source = imported_account.source)"""
)
# Of a source of which the account has one already, its own stays.
MOVE = Statement(
    """UPDATE imported_account SET claimed_by = :account_id, mac = :mac
       WHERE id = :id AND claimed_by = :lost_id
         AND NOT EXISTS (SELECT 1 FROM imported_account AS other
                         WHERE other.claimed_by = :account_id
                           AND other.source = imported_account.source)"""
)
FIND_PASSWORD = Query(
    PasswordRow,
    """SELECT password_scheme, password_sealed FROM imported_account
       WHERE id = :id AND password_sealed IS NOT NULL""",
)
# Any that waits, by an index of these alone.
ANY_PASSWORD = Query(
    ImportedId,
    """SELECT id FROM imported_account
       WHERE claimed_by IS NULL AND password_sealed IS NOT NULL LIMIT 1""",
)
DROP_PASSWORD = Statement(
    """UPDATE imported_account SET password_scheme = NULL, password_sealed = NULL
       WHERE id = :id AND password_sealed IS NOT NULL"""
)
LIST_ADDRESSES = Query(
    bytes,
    """SELECT address_sealed FROM imported_address
       WHERE imported_id = :id ORDER BY address_hash""",
)
LIST_IDENTITIES = Query(
    bytes,
    "SELECT identity_sealed FROM imported_identity WHERE imported_id = :id ORDER BY number",
)
LIST_CHILDREN = Query(
    ChildRow,
    """SELECT organisation, student_key, fiche_sealed, mac FROM imported_child
       WHERE imported_id = :id ORDER BY organisation, student_key""",
)
DROP_CHILD = Statement(
    """DELETE FROM imported_child
       WHERE imported_id = :id AND organisation = :organisation AND student_key = :student_key"""
)
# Its addresses, identities and children go with it.
FORGET = Statement("DELETE FROM imported_account WHERE claimed_by = :account_id")
