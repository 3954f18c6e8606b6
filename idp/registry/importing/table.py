"""The statements on imports, their contacts and problems, and profiles.

States: `received` -> `staging` -> `staged` -> `published`, by way of `awaiting` where a second
person must agree; or `rejected`, `expired`, `superseded`, `failed`, `discarded`.
"""

from idp.registry.importing.model import ContactSource, State
from idp.registry.importing.records import (
    ContactChange,
    ImportRow,
    PartInForce,
    ProblemRow,
    ProfileRow,
    ReplacedPart,
    RestorablePart,
    SchoolName,
    SpentFile,
)
from idp.storage import Load, Query, Statement

_COURSE = """id, state, source, profile, file, file_name_sealed, received_by, started_at,
             taken_at, restores, attempts, progress, rows_read, rows_expected, problem,
             asked_by, asked_at, decided_by, decided_at, expires_at, published_at, report"""

# A file is received once, however often its folder is read.
RECEIVE = Query(
    int,
    """INSERT INTO registry_import (state, source, profile, file, file_name_sealed, received_by,
                                    started_at, taken_at, restores, heard_at)
       VALUES ('received', :source, :profile, :file, :file_name_sealed, :received_by,
               :now, :taken_at, :restores, :now)
       ON CONFLICT (file) DO NOTHING RETURNING id""",
)
BEGIN = Query(
    int,
    """INSERT INTO registry_import (state, source, profile, file_name_sealed, received_by,
                                    started_at, taken_at, heard_at, attempts)
       VALUES ('staging', 'command', :profile, :file_name_sealed, :received_by,
               :now, :taken_at, :now, 1) RETURNING id""",
)
CHOOSE_PROFILE = Statement(
    """UPDATE registry_import SET profile = :profile, taken_at = :taken_at
       WHERE id = :import_id AND state = 'received' AND profile IS NULL"""
)
# Two workers that chose the same row: the second finds it no longer received.
LEASE = Query(
    ImportRow,
    f"""UPDATE registry_import SET state = 'staging', attempts = attempts + 1, heard_at = :now,
                                   progress = 0, rows_read = 0, rows_expected = 0
        WHERE state = 'received' AND id = (
            SELECT MIN(id) FROM registry_import WHERE state = 'received' AND profile IS NOT NULL)
        RETURNING {_COURSE}""",
    state=State,
    source=ContactSource,
)
ANY_RECEIVED = Query(
    int,
    """SELECT 1 FROM registry_import
       WHERE state = 'received' AND profile IS NOT NULL LIMIT 1""",
)
ANY_SILENT = Query(
    int,
    """SELECT 1 FROM registry_import
       WHERE state = 'staging' AND heard_at < :silent_since LIMIT 1""",
)
COUNT_STAGED = Query(int, "SELECT contacts FROM registry_import WHERE id = :import_id")
FIND = Query(
    ImportRow,
    f"SELECT {_COURSE} FROM registry_import WHERE id = :import_id",
    state=State,
    source=ContactSource,
)
HISTORY = Query(
    ImportRow,
    f"""SELECT {_COURSE} FROM registry_import WHERE id < :before ORDER BY id DESC LIMIT :count""",
    state=State,
    source=ContactSource,
)
OPEN = Query(
    ImportRow,
    f"""SELECT {_COURSE} FROM registry_import
        WHERE state IN ('received', 'staging', 'staged', 'awaiting') ORDER BY id DESC""",
    state=State,
    source=ContactSource,
)
_OURS = "id = :import_id AND state = 'staging' AND attempts = :attempts"
KEEP_STAGING = Statement(
    f"""UPDATE registry_import SET contacts = contacts + :staged, heard_at = :now,
                                   progress = :progress, rows_read = :rows_read,
                                   rows_expected = :rows_expected WHERE {_OURS}"""
)
STAGED = Statement(
    f"""UPDATE registry_import SET state = 'staged', report = :report, expires_at = :expires_at,
                                   progress = 100 WHERE {_OURS}"""
)
FAILED = Statement(f"UPDATE registry_import SET state = 'failed', problem = :problem WHERE {_OURS}")
DISCARD = Statement(
    """UPDATE registry_import SET state = 'discarded'
       WHERE id = :import_id AND state IN ('received', 'staging', 'staged')"""
)
# Neither a decided import nor a staged one needs its file any more.
LIST_SPENT_FILES = Query(
    SpentFile,
    """SELECT id, state, source, file FROM registry_import
       WHERE file IS NOT NULL AND state NOT IN ('received', 'staging')""",
    state=State,
    source=ContactSource,
)
FILE_GONE = Statement("UPDATE registry_import SET file = NULL WHERE id = :import_id")
# Its worker died. A file that is still there is read again, thrice at most.
REVIVE = Statement(
    """UPDATE registry_import
       SET state = CASE WHEN source <> 'command' AND attempts < :attempts
                        THEN 'received' ELSE 'failed' END,
           problem = :problem
       WHERE state = 'staging' AND heard_at < :silent_since"""
)

LOAD_PROBLEMS = Load(
    "import_problem",
    (
        *("import_id", "number", "file", "line", "column_name", "reason", "reason_values"),
        *("left_out", "found_at"),
    ),
)
DROP_PROBLEMS = Statement("DELETE FROM import_problem WHERE import_id = :import_id")
COUNT_PROBLEMS = Query(
    tuple[int, int],
    """SELECT COUNT(*),
              COUNT(DISTINCT CASE WHEN left_out = 1 THEN file || ':' || line END)
       FROM import_problem WHERE import_id = :import_id""",
)
LIST_PROBLEMS = Query(
    ProblemRow,
    """SELECT number, file, line, column_name, reason, reason_values, left_out FROM import_problem
       WHERE import_id = :import_id AND number > :after ORDER BY number LIMIT :count""",
    left_out=bool,
)

ASK = Statement(
    """UPDATE registry_import
       SET state = 'awaiting', asked_by = :actor, asked_at = :now, expires_at = :expires_at
       WHERE id = :import_id AND state = 'staged' AND expires_at > :now"""
)
PUBLISHED = Statement(
    """UPDATE registry_import SET state = 'published', published_at = :now,
                                  decided_by = :actor, decided_at = :now
       WHERE id = :import_id AND state = 'staged' AND expires_at > :now"""
)
APPROVED = Statement(
    """UPDATE registry_import SET state = 'published', published_at = :now,
                                  decided_by = :actor, decided_at = :now
       WHERE id = :import_id AND state = 'awaiting' AND expires_at > :now AND asked_by <> :actor"""
)
REJECT = Statement(
    """UPDATE registry_import SET state = 'rejected', decided_by = :actor, decided_at = :now
       WHERE id = :import_id AND state IN ('received', 'staged', 'awaiting')"""
)
EXPIRE = Statement(
    """UPDATE registry_import SET state = 'expired'
       WHERE (state IN ('staged', 'awaiting') AND expires_at <= :now)
          OR (state = 'received' AND profile IS NULL AND started_at <= :received_before)"""
)
# Imports that were compared with the registry that this replaces have outdated differences.
SUPERSEDE = Statement(
    """UPDATE registry_import SET state = 'superseded'
       WHERE state IN ('staged', 'awaiting') AND id <> :import_id
         AND id IN (SELECT other.import_id FROM import_part AS other
                    JOIN import_part AS mine ON mine.organisation = other.organisation
                    WHERE mine.import_id = :import_id)"""
)
STALE = Query(
    int,
    """SELECT 1 FROM import_part AS p LEFT JOIN organisation AS o ON o.code = p.organisation
       WHERE p.import_id = :import_id
         AND COALESCE(o.import_id, 0) <> COALESCE(p.base_import_id, 0) LIMIT 1""",
)
REBASE = Statement(
    """UPDATE import_part
       SET base_import_id = (SELECT import_id FROM organisation
                             WHERE code = import_part.organisation)
       WHERE import_id = :import_id"""
)
_CONTACT = """address_hash, student_key, import_id, organisation, school, permanent_code_hash,
              relationship, allowed, until_at, contact_sealed, mac"""
LOAD_CONTACTS = Load("guardian_contact", tuple(each.strip() for each in _CONTACT.split(",")))
ADD_PART = Statement(
    """INSERT INTO import_part (import_id, organisation, organisation_name, contacts,
                                base_import_id)
       VALUES (:import_id, :organisation, :organisation_name, :contacts,
               (SELECT import_id FROM organisation WHERE code = :organisation))"""
)
ADD_END = Statement(
    """INSERT INTO import_end (import_id, organisation, until_at)
       VALUES (:import_id, :organisation, :until_at)"""
)
ADD_SCHOOL = Statement(
    """INSERT INTO import_school (import_id, organisation, code, name)
       VALUES (:import_id, :organisation, :code, :name)"""
)
COPY_SCHOOLS = Statement(
    """INSERT INTO import_school (import_id, organisation, code, name)
       SELECT :import_id, organisation, code, name FROM import_school
       WHERE import_id = :restored AND organisation = :organisation"""
)
ADD_ORGANISATIONS = Statement(
    """INSERT INTO organisation (code, name)
       SELECT organisation, organisation_name FROM import_part WHERE import_id = :import_id
       ON CONFLICT (code) DO NOTHING"""
)
PUT_SCHOOLS = Statement(
    """INSERT INTO school (organisation, code, name)
       SELECT organisation, code, name FROM import_school WHERE import_id = :import_id
       ON CONFLICT (organisation, code) DO UPDATE SET name = excluded.name"""
)
# Since when it is in force: claims issued under it can be derived again
# (idp/tokens/issued_claims).
NOTE_IN_FORCE = Statement(
    """INSERT INTO registry_in_force (organisation, import_id, since_at)
       SELECT organisation, import_id, :now FROM import_part WHERE import_id = :import_id"""
)
LIST_PARTS = Query(str, "SELECT organisation FROM import_part WHERE import_id = :import_id")
# The only statement that changes later tokens; once for each organisation.
PUBLISH = Statement(
    """UPDATE organisation
       SET import_id = :import_id, taken_at = :taken_at, mac = :mac,
           name = (SELECT organisation_name FROM import_part
                   WHERE import_id = :import_id AND organisation = organisation.code)
       WHERE code = :code"""
)
IN_FORCE = Query(
    PartInForce,
    """SELECT p.organisation, p.organisation_name, o.import_id, o.taken_at
       FROM import_part AS p LEFT JOIN organisation AS o ON o.code = p.organisation
       WHERE p.import_id = :import_id ORDER BY p.organisation""",
)
LIST_IN_FORCE = Query(
    int, "SELECT DISTINCT import_id FROM organisation WHERE import_id IS NOT NULL"
)
SCHOOL_NAMES = Query(SchoolName, "SELECT organisation, code, name FROM school")

_HOLDS = "{0}.allowed = 1 AND ({0}.until_at IS NULL OR {0}.until_at > :now)"
_SAME = """{0}.address_hash = {1}.address_hash AND {0}.student_key = {1}.student_key
           AND {0}.organisation = {1}.organisation"""
# PostgreSQL knows nothing yet of rows that were just loaded, and would compare a million of them
# as it compares ten.
COUNT_CONTACTS_ANEW = Statement(
    "ANALYZE guardian_contact (address_hash, student_key, import_id, organisation, school, allowed)"
)
# Compares access: a contact whose access ends counts as removed.
COUNT_OLD = Query(
    ContactChange,
    f"""SELECT old.organisation, old.school,
               SUM(1) AS before,
               SUM(CASE WHEN new.import_id IS NULL THEN 1 ELSE 0 END) AS removed,
               SUM(CASE WHEN new.import_id IS NOT NULL
                         AND (new.school <> old.school OR new.relationship <> old.relationship
                          OR COALESCE(new.until_at, 0) <> COALESCE(old.until_at, 0)
                          OR COALESCE(new.permanent_code_hash, :none)
                             <> COALESCE(old.permanent_code_hash, :none))
                        THEN 1 ELSE 0 END) AS changed
        FROM guardian_contact AS old
        JOIN organisation ON organisation.code = old.organisation
                         AND organisation.import_id = old.import_id
        LEFT JOIN guardian_contact AS new
               ON {_SAME.format("new", "old")} AND new.import_id = :import_id
              AND {_HOLDS.format("new")}
        WHERE {_HOLDS.format("old")}
        GROUP BY old.organisation, old.school""",
    before=int,
    removed=int,
    changed=int,
)
COUNT_NEW = Query(
    tuple[str, int],
    f"""SELECT organisation, COUNT(*) FROM guardian_contact AS new
        WHERE import_id = :import_id AND {_HOLDS.format("new")} GROUP BY organisation""",
)

# An import that will never come into force: its contacts go.
LIST_UNWANTED = Query(
    tuple[int, int],
    """SELECT id, contacts FROM registry_import
       WHERE purged_at IS NULL
         AND state IN ('rejected', 'expired', 'superseded', 'failed', 'discarded')""",
)
# A part of an import that was replaced in its organisation; how many later ones there are.
LIST_REPLACED = Query(
    ReplacedPart,
    """SELECT p.import_id, p.organisation, p.contacts, p.packed,
              (SELECT COUNT(*) FROM import_part AS later
               JOIN registry_import AS j ON j.id = later.import_id AND j.state = 'published'
               WHERE later.organisation = p.organisation AND later.import_id > p.import_id) AS later
       FROM import_part AS p
       JOIN registry_import AS i ON i.id = p.import_id AND i.state = 'published'
       JOIN organisation AS o ON o.code = p.organisation AND o.import_id <> p.import_id
       ORDER BY p.import_id, p.organisation""",
    packed=bool,
)
_PIECE = """import_id = :import_id AND (:organisation = '' OR organisation = :organisation)
            AND address_hash >= :first AND address_hash < :last"""
READ_CONTACTS = Statement(
    f"""SELECT address_hash, student_key, school, permanent_code_hash, relationship, allowed,
               until_at, contact_sealed, mac
        FROM guardian_contact WHERE {_PIECE} ORDER BY address_hash, student_key"""
)
PURGE_CONTACTS = Statement(f"DELETE FROM guardian_contact WHERE {_PIECE}")
# One packer at a time; one that died is replaced after a minute.
LEASE_PACKER = Statement(
    """UPDATE registry_packer SET holder = :holder, until_at = :until
       WHERE holder = :holder OR until_at <= :now"""
)
ADD_PACK = Statement(
    """INSERT INTO contact_pack (import_id, organisation, first, contacts, packed, macs)
       VALUES (:import_id, :organisation, :first, :contacts, :packed, :macs)
       ON CONFLICT DO NOTHING"""
)
PACKED = Statement(
    """UPDATE import_part SET packed = 1
       WHERE import_id = :import_id AND organisation = :organisation"""
)
LIST_PACKS = Query(
    bytes,
    """SELECT first FROM contact_pack
       WHERE import_id = :import_id AND organisation = :organisation ORDER BY first""",
)
READ_PACK = Query(
    tuple[bytes, bytes | None],
    """SELECT packed, macs FROM contact_pack
       WHERE import_id = :import_id AND organisation = :organisation AND first = :first""",
)
PURGE_PACK = Statement(
    """DELETE FROM contact_pack
       WHERE import_id = :import_id AND organisation = :organisation AND first = :first"""
)
_PART = "import_id = :import_id AND (:organisation = '' OR organisation = :organisation)"
PURGE_PARTS = Statement(f"DELETE FROM import_part WHERE {_PART}")
PURGE_ENDS = Statement(f"DELETE FROM import_end WHERE {_PART}")
PURGE_SCHOOLS = Statement(f"DELETE FROM import_school WHERE {_PART}")
PURGED = Statement(
    """UPDATE registry_import SET purged_at = :now
       WHERE id = :import_id AND purged_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM import_part WHERE import_id = :import_id)"""
)
# What can be restored: parts of an import that are kept, and not in force.
LIST_RESTORABLE = Query(
    RestorablePart,
    """SELECT p.organisation, p.organisation_name, p.contacts, p.packed
       FROM import_part AS p
       JOIN registry_import AS i ON i.id = p.import_id AND i.state = 'published'
       JOIN organisation AS o ON o.code = p.organisation AND o.import_id <> p.import_id
       WHERE p.import_id = :import_id ORDER BY p.organisation""",
    packed=bool,
)
RESTORABLE = Query(
    int,
    """SELECT DISTINCT p.import_id FROM import_part AS p
       JOIN registry_import AS i ON i.id = p.import_id AND i.state = 'published'
       JOIN organisation AS o ON o.code = p.organisation AND o.import_id <> p.import_id""",
)

LIST_PROFILES = Query(
    ProfileRow, "SELECT name, content, changed_at, changed_by FROM registry_profile ORDER BY name"
)
FIND_PROFILE = Query(str, "SELECT content FROM registry_profile WHERE name = :name")
PUT_PROFILE = Statement(
    """INSERT INTO registry_profile (name, content, changed_at, changed_by)
       VALUES (:name, :content, :now, :actor)
       ON CONFLICT (name) DO UPDATE SET content = excluded.content,
           changed_at = excluded.changed_at, changed_by = excluded.changed_by"""
)
REMOVE_PROFILE = Statement("DELETE FROM registry_profile WHERE name = :name")
# After the database was restored to an earlier day (idp/installation/restoring.py).
EXPIRE_WAITING = Statement(
    "UPDATE registry_import SET state = 'expired' WHERE state IN ('staged', 'awaiting')"
)
