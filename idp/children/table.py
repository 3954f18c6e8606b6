"""The statements that join accounts, the registry and the links between them."""

from idp.children.model import AffectedAccount, LinkTime
from idp.children.records import (
    BoundLink,
    ConditionRow,
    FactRow,
    LinkedRow,
    LostLinks,
    RemovedLink,
    TryRow,
)
from idp.ids import AccountId
from idp.registry.contact import BoundContact
from idp.storage import Among, Query, Statement

# On file, now: in the organisation's current import, allowed, and not past its end.
_ALLOWED = "g.allowed = 1 AND (g.until_at IS NULL OR g.until_at > :now)"
# In an import, or in place of a contact of that import: a letter's correction is kept under
# import 0, and is valid only while the contact that it corrects is on file (decision 0012).
_PART_OF = """(g.import_id = {0} OR g.import_id = 0 AND EXISTS (
               SELECT 1 FROM guardian_contact AS w
               WHERE w.address_hash = g.corrects_hash AND w.student_key = g.student_key
                 AND w.import_id = {0} AND w.allowed = 1
                 AND (w.until_at IS NULL OR w.until_at > :now)))"""
_CURRENT = f"o.code = g.organisation AND {_PART_OF.format('o.import_id')}"

# Every column that the MAC covers, and the MAC.
_CONTACT = ", ".join("{0}." + each + " AS {0}_" + each for each in BoundContact.__struct_fields__)
_LISTED_BY = ", ".join("g." + each for each in BoundContact.__struct_fields__)
# The contact that a letter corrected, where `g` replaces it.
_CORRECTED = """w.address_hash = g.corrects_hash AND w.student_key = g.student_key
                AND w.import_id = o.import_id AND g.import_id = 0"""

# One row for each proven address and each file that lists it, with the MAC of each row that
# decides. Each join goes through the first columns of a key, so the cost is that of one family's
# files, whatever the registry's size.
FACTS = Query(
    FactRow,
    f"""SELECT a.id AS address_id, a.address_hash, a.proven_at, a.mac AS address_mac,
               o.code AS organisation, o.import_id, o.taken_at, o.mac AS organisation_mac,
               l.id AS link_id, l.mac AS link_mac,
               (SELECT MIN(taken_at) FROM organisation) AS oldest_taken_at,
               CASE WHEN EXISTS (SELECT 1 FROM child_link WHERE account_id = :account_id)
                    THEN 1 ELSE 0 END AS confirmed_before,
               {_CONTACT.format("g")}, {_CONTACT.format("w")}
        FROM account
        LEFT JOIN address AS a ON a.account_id = account.id AND a.suspended_at IS NULL
        LEFT JOIN guardian_contact AS g ON g.address_hash = a.address_hash AND {_ALLOWED}
        LEFT JOIN organisation AS o ON {_CURRENT}
        LEFT JOIN guardian_contact AS w ON {_CORRECTED}
        LEFT JOIN child_link AS l ON l.account_id = account.id AND l.organisation = o.code
                                 AND l.student_key = g.student_key
        WHERE account.id = :account_id
          AND account.disabled_at IS NULL AND account.closed_at IS NULL
        ORDER BY a.proven_at DESC, a.address_hash, o.code, g.student_key""",
    confirmed_before=bool,
)
_FILES = f"""address AS a
             JOIN guardian_contact AS g ON g.address_hash = a.address_hash AND {_ALLOWED}
                                       AND a.suspended_at IS NULL
             JOIN organisation AS o ON {_CURRENT}"""
FILES_OF_ACCOUNT = Query(
    BoundContact,
    f"""SELECT {_LISTED_BY} FROM {_FILES} WHERE a.account_id = :account_id
        ORDER BY g.organisation, g.student_key, g.address_hash""",
)
BOARDS_OF_ACCOUNT = Query(
    tuple[str, str],
    f"""SELECT DISTINCT o.code, o.name FROM {_FILES} WHERE a.account_id = :account_id
        ORDER BY o.name, o.code""",
)
COUNT_UNCONFIRMED = Query(
    int,
    f"""SELECT COUNT(DISTINCT g.student_key)
        FROM {_FILES}
        LEFT JOIN child_link AS l ON l.account_id = a.account_id
              AND l.organisation = g.organisation AND l.student_key = g.student_key
        WHERE a.account_id = :account_id AND l.id IS NULL""",
)
LINKED = Query(
    LinkedRow,
    f"""SELECT l.id, l.name_sealed, COALESCE(org.name, l.organisation) AS organisation_name,
               COALESCE(school.name, l.school) AS school_name, l.confirmed_at,
               (SELECT g.contact_sealed FROM {_FILES}
                WHERE a.account_id = l.account_id AND a.suspended_at IS NULL
                AND g.student_key = l.student_key
                  AND g.organisation = l.organisation
                ORDER BY g.address_hash LIMIT 1) AS contact_sealed
        FROM child_link AS l
        LEFT JOIN organisation AS org ON org.code = l.organisation
        LEFT JOIN school ON school.organisation = l.organisation AND school.code = l.school
        WHERE l.account_id = :account_id
        ORDER BY l.confirmed_at, l.id""",
)
IS_ON_FILE = Query(
    int,
    f"""SELECT 1 FROM guardian_contact AS g JOIN organisation AS o ON {_CURRENT}
        WHERE g.address_hash = :address_hash AND {_ALLOWED} LIMIT 1""",
)
# One row for each address and file in force, and one for an address that no file lists.
CHILD_CONDITIONS = Query(
    ConditionRow,
    f"""SELECT a.id,
               CASE WHEN o.code IS NULL THEN 0 ELSE 1 END AS on_file,
               CASE WHEN o.code IS NOT NULL AND {_ALLOWED} THEN 1 ELSE 0 END AS has_access,
               CASE WHEN o.code IS NOT NULL AND {_ALLOWED} AND l.id IS NOT NULL
                    THEN 1 ELSE 0 END AS is_linked
        FROM address AS a
        LEFT JOIN guardian_contact AS g
               ON g.address_hash = a.address_hash AND g.organisation = :organisation
              AND (g.student_key = :student_key OR g.permanent_code_hash = :permanent_code_hash)
        LEFT JOIN organisation AS o ON {_CURRENT}
        LEFT JOIN child_link AS l ON l.account_id = a.account_id
              AND l.organisation = g.organisation AND l.student_key = g.student_key
        WHERE a.account_id = :account_id AND a.suspended_at IS NULL""",
)
# Audit events say what was tried, not what was typed.
TRIES = Query(
    TryRow,
    """SELECT kind, at, details FROM audit_event
       WHERE subject = :account_id AND at > :since
         AND kind IN ('child_refused', 'children_confirmed', 'letter_used')
       ORDER BY at DESC, id DESC LIMIT 20""",
)
FIND_ORGANISATION = Query(
    str, "SELECT code FROM organisation WHERE code = :code AND import_id IS NOT NULL"
)
ADD_LINK = Statement(
    """INSERT INTO child_link
           (account_id, organisation, student_key, id, school, name_sealed, confirmed_at,
            confirmed_by, mac)
       VALUES (:account_id, :organisation, :student_key, :id, :school, :name_sealed, :now,
               :confirmed_by, :mac)
       ON CONFLICT (account_id, organisation, student_key) DO UPDATE SET mac = excluded.mac"""
)
# The times of a link that ends or moves stay: claims that were issued on it can be derived again
# (idp/tokens/issued_claims).
REMOVE_LINK = Query(
    RemovedLink,
    """DELETE FROM child_link WHERE account_id = :account_id AND id = :id
       RETURNING organisation, student_key, confirmed_at""",
)
ADD_PAST_LINK = Statement(
    """INSERT INTO past_link (id, account_id, organisation, student_key, confirmed_at, ended_at)
       VALUES (:id, :account_id, :organisation, :student_key, :confirmed_at, :now)"""
)
LINKS_PASS = Statement(
    """INSERT INTO past_link (id, account_id, organisation, student_key, confirmed_at, ended_at)
       SELECT id, account_id, organisation, student_key, confirmed_at, :now
       FROM child_link WHERE account_id = :account_id"""
)
LINK_TIMES = Among(
    LinkTime,
    """SELECT id, account_id, confirmed_at AS since_at, ended_at, organisation, student_key
       FROM past_link WHERE id IN (VALUES :keys)
       UNION ALL SELECT id, account_id, confirmed_at, NULL, organisation, student_key
       FROM child_link WHERE id IN (VALUES :keys)
       ORDER BY ended_at NULLS LAST""",
)
FORGET_PAST_LINKS = Statement("DELETE FROM past_link WHERE account_id = :account_id")
# Of a child that both accounts confirmed, the account's own link stays.
LIST_LINKS_TO_MOVE = Query(
    BoundLink,
    """SELECT organisation, student_key, mac FROM child_link AS lost
       WHERE account_id = :lost_id
         AND NOT EXISTS (SELECT 1 FROM child_link AS own
                         WHERE own.account_id = :account_id
                           AND own.organisation = lost.organisation
                           AND own.student_key = lost.student_key)""",
)
MOVE_LINK = Statement(
    """UPDATE child_link SET account_id = :account_id, mac = :mac
       WHERE account_id = :lost_id AND organisation = :organisation
         AND student_key = :student_key"""
)
REMOVE_LINKS = Statement("DELETE FROM child_link WHERE account_id = :account_id")

_LISTED = f"""SELECT 1 FROM address AS a
              JOIN guardian_contact AS g ON g.address_hash = a.address_hash AND {_ALLOWED}
              WHERE a.account_id = l.account_id AND a.suspended_at IS NULL
                AND g.student_key = l.student_key
                AND g.organisation = l.organisation AND {_PART_OF}"""
_LOST = f"""child_link AS l
            JOIN import_part AS p ON p.organisation = l.organisation AND p.import_id = :import_id
            JOIN organisation AS o ON o.code = l.organisation
            WHERE EXISTS ({_LISTED.format("o.import_id")})
              AND NOT EXISTS ({_LISTED.format(":import_id")})"""
COUNT_LOST = Query(
    LostLinks,
    f"""SELECT l.organisation, l.school, COUNT(*) AS links FROM {_LOST}
        GROUP BY l.organisation, l.school""",
)
# Accounts that lose a link and keep none, in any organisation. Each account that loses one is read
# once; the import is not in force yet.
_CLAIM_LOST = f"""(SELECT DISTINCT l.account_id FROM {_LOST}) AS lost
        JOIN account ON account.id = lost.account_id
        WHERE account.disabled_at IS NULL AND account.closed_at IS NULL
          AND NOT EXISTS (
            SELECT 1 FROM child_link AS l
            JOIN organisation AS kept ON kept.code = l.organisation
            LEFT JOIN import_part AS part ON part.organisation = l.organisation
                                         AND part.import_id = :import_id
            WHERE l.account_id = lost.account_id
              AND EXISTS ({_LISTED.format("COALESCE(part.import_id, kept.import_id)")}))"""
TELL_LOST = Statement(
    f"""INSERT INTO portal_signal (kind, account_id, sid, at)
        SELECT :kind, lost.account_id, '', :now FROM {_CLAIM_LOST}"""
)
COUNT_CLAIMS_LOST = Query(int, f"SELECT COUNT(*) FROM {_CLAIM_LOST}")
LIST_LOST = Query(
    AffectedAccount,
    f"""SELECT l.account_id, l.organisation, l.school, COUNT(*) AS children FROM {_LOST}
        AND l.account_id > :after
        GROUP BY l.account_id, l.organisation, l.school
        ORDER BY l.account_id, l.organisation, l.school LIMIT :count""",
)

# Ends by date. `import_end` and an index on corrections say quickly whether there are any; only
# then are the links read.
TOLD_UP_TO = Query(int, "SELECT up_to FROM told_ending")
TELL_UP_TO = Statement("UPDATE told_ending SET up_to = :now WHERE up_to = :since")
ANY_ENDED = Query(
    int,
    """SELECT 1 FROM organisation AS o
       JOIN import_end AS e ON e.import_id = o.import_id AND e.organisation = o.code
       WHERE e.until_at > :since AND e.until_at <= :now
       UNION ALL
       SELECT 1 FROM guardian_contact
       WHERE import_id = 0 AND until_at > :since AND until_at <= :now
       LIMIT 1""",
)
_HELD_THEN = "({0}.until_at IS NULL OR {0}.until_at > :since)"
# Accounts that had a child by a contact that ended since, and have none now.
LIST_ENDED = Query(
    AccountId,
    f"""SELECT DISTINCT ended.account_id
        FROM child_link AS ended
        JOIN account ON account.id = ended.account_id
                    AND account.disabled_at IS NULL AND account.closed_at IS NULL
        JOIN organisation AS o ON o.code = ended.organisation
        JOIN address AS a ON a.account_id = ended.account_id AND a.suspended_at IS NULL
        JOIN guardian_contact AS g
               ON g.address_hash = a.address_hash AND g.student_key = ended.student_key
              AND g.organisation = ended.organisation AND g.allowed = 1
        LEFT JOIN guardian_contact AS w ON {_CORRECTED} AND w.allowed = 1
        WHERE {_HELD_THEN.format("g")}
          AND (g.import_id = o.import_id AND g.until_at <= :now
               OR w.import_id = o.import_id AND {_HELD_THEN.format("w")}
                  AND (g.until_at <= :now OR w.until_at <= :now))
          AND NOT EXISTS (
            SELECT 1 FROM child_link AS l
            JOIN organisation AS kept ON kept.code = l.organisation
            WHERE l.account_id = ended.account_id
              AND EXISTS ({_LISTED.format("kept.import_id")}))""",
)

PASS_OVER = Statement(
    """INSERT INTO child_offer (account_id, again_at) VALUES (:account_id, :again_at)
       ON CONFLICT (account_id) DO UPDATE SET again_at = excluded.again_at"""
)
FIND_PASSED_OVER = Query(
    int, "SELECT 1 FROM child_offer WHERE account_id = :account_id AND again_at > :now"
)
FORGET_OFFER = Statement("DELETE FROM child_offer WHERE account_id = :account_id")
