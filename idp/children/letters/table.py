"""The statements on activation letters, and on the contacts that they correct."""

from idp.children.letters.records import FoundContact, LetterRow, LetterUse, OnFile, UsedLetter
from idp.ids import AccountId
from idp.registry.contact import COLUMNS, BoundContact
from idp.storage import Query, Statement

_LISTED = ", ".join("g." + each for each in COLUMNS)
# The contact to be corrected: in the import in force, with access.
FIND_CONTACT = Query(
    FoundContact,
    f"""SELECT {_LISTED}, g.mac,
              o.name AS organisation_name, COALESCE(school.name, g.school) AS school_name
       FROM guardian_contact AS g
       JOIN organisation AS o ON o.code = g.organisation AND o.import_id = g.import_id
       LEFT JOIN school ON school.organisation = g.organisation AND school.code = g.school
       WHERE g.address_hash = :listed_hash AND g.organisation = :organisation
         AND g.allowed = 1 AND (g.until_at IS NULL OR g.until_at > :now)
         AND (g.student_key = :student_key OR g.permanent_code_hash = :permanent_code_hash)""",
)

REPLACE = Statement(
    """UPDATE activation_letter SET revoked_at = :now
       WHERE student_key = :student_key AND listed_hash = :listed_hash
         AND revoked_at IS NULL AND used_at IS NULL"""
)
# Two prepared at once: the second finds the first one's row, and is refused.
PREPARE = Statement(
    """INSERT INTO activation_letter
           (id, code_hash, organisation, student_key, listed_hash, prepared_at, prepared_by,
            reason, reference, expires_at, forgotten_at, mac)
       VALUES (:id, :code_hash, :organisation, :student_key, :listed_hash, :now, :prepared_by,
               :reason, :reference, :expires_at, :forgotten_at, :mac)
       ON CONFLICT DO NOTHING"""
)
# From now on `forgotten_at` is when the correction ends.
USE = Query(
    UsedLetter,
    """UPDATE activation_letter
       SET used_at = :now, used_by = :account_id, address_hash = :address_hash,
           forgotten_at = :forgotten_at
       WHERE code_hash = :code_hash
         AND used_at IS NULL AND revoked_at IS NULL AND expires_at > :now
       RETURNING id, code_hash, organisation, student_key, listed_hash, expires_at, mac""",
)
FIND_BY_CODE = Query(
    LetterUse,
    """SELECT used_at, revoked_at, used_by FROM activation_letter WHERE code_hash = :code_hash""",
)
FIND_PROVEN = Query(
    tuple[bytes, bytes],
    """SELECT address_hash, address_sealed FROM address
       WHERE id = :address_id AND account_id = :account_id AND suspended_at IS NULL""",
)
_CORRECTED = ", ".join(BoundContact.__struct_fields__)
# A second letter may correct the same contact once more, or another one of the same file by the
# same address: the correction then depends on the newer one.
CORRECT = Statement(
    f"""INSERT INTO guardian_contact ({_CORRECTED})
        VALUES (:address_hash, :student_key, :import_id, :organisation, :school,
                :permanent_code_hash, :relationship, :allowed, :until_at, :contact_sealed,
                :corrects_hash, :mac)
        ON CONFLICT (address_hash, student_key, import_id) DO UPDATE
        SET organisation = excluded.organisation, school = excluded.school,
            permanent_code_hash = excluded.permanent_code_hash,
            relationship = excluded.relationship, allowed = excluded.allowed,
            until_at = excluded.until_at, contact_sealed = excluded.contact_sealed,
            corrects_hash = excluded.corrects_hash, mac = excluded.mac"""
)
# The letter that put an address on a file: of the valid ones, the one used last.
FIND_STANDING = Query(
    tuple[bytes, int],
    """SELECT listed_hash, forgotten_at FROM activation_letter
       WHERE address_hash = :address_hash AND student_key = :student_key
         AND listed_hash <> address_hash
         AND used_at IS NOT NULL AND revoked_at IS NULL AND forgotten_at > :now
       ORDER BY used_at DESC, id LIMIT 1""",
)
FIND_CORRECTION = Query(
    BoundContact,
    f"""SELECT {_CORRECTED} FROM guardian_contact
        WHERE address_hash = :address_hash AND student_key = :student_key AND import_id = 0""",
)
REMOVE_CORRECTION = Statement(
    """DELETE FROM guardian_contact
       WHERE address_hash = :address_hash AND student_key = :student_key AND import_id = 0"""
)
# Not before portals were notified (idp/children/endings.py).
PURGE_CORRECTIONS = Statement(
    """DELETE FROM guardian_contact WHERE (address_hash, student_key, import_id) IN (
           SELECT address_hash, student_key, import_id FROM guardian_contact
           WHERE import_id = 0 AND until_at <= :before
             AND until_at <= (SELECT up_to FROM told_ending) LIMIT :chunk)"""
)

_LETTER = """id, organisation, prepared_at, prepared_by, reason, reference, expires_at,
             revoked_at, used_at, used_by"""
LIST_LETTERS = Query(
    LetterRow,
    f"""SELECT {_LETTER} FROM activation_letter
        WHERE (:organisation = '' OR organisation = :organisation)
        ORDER BY prepared_at DESC, id LIMIT :count""",
)
FIND_HOLDER = Query(
    AccountId,
    """SELECT address.account_id FROM activation_letter AS l
       JOIN address ON address.address_hash = l.address_hash WHERE l.id = :id""",
)
REVOKE = Query(
    OnFile,
    """UPDATE activation_letter SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL
       RETURNING address_hash, student_key""",
)
MOVE_LETTERS = Statement(
    "UPDATE activation_letter SET used_by = :account_id WHERE used_by = :lost_id"
)
# The correction follows the address: it stays when another account has it by now.
FORGET_LETTERS = Query(
    OnFile,
    """UPDATE activation_letter
       SET used_by = NULL,
           revoked_at = CASE
               WHEN revoked_at IS NULL AND NOT EXISTS (
                   SELECT 1 FROM address
                   WHERE address.address_hash = activation_letter.address_hash
                     AND address.account_id <> :account_id) THEN :now
               ELSE revoked_at END
       WHERE used_by = :account_id RETURNING address_hash, student_key""",
)

# After the database was restored to an earlier day (idp/installation/restoring.py).
REVOKE_EVERY_UNUSED = Statement(
    """UPDATE activation_letter SET revoked_at = :now
       WHERE used_at IS NULL AND revoked_at IS NULL"""
)
