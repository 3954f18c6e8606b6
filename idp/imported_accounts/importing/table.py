"""The statements of imports: their course, what is there already, and what is written."""

from idp.imported_accounts.importing.model import AccountImportState
from idp.imported_accounts.importing.records import (
    AccountImportRow,
    AccountProblemRow,
    ExistingChild,
    ExistingRow,
    SourceCounts,
)
from idp.storage import Load, Query, Statement

_COURSE = """id, state, source, format, file, file_name_sealed, received_by, started_at, attempts,
             progress, report, problem, decided_by, decided_at, ended_at"""
RECEIVE = Query(
    int,
    """INSERT INTO account_import
           (state, source, format, file, file_name_sealed, received_by, started_at)
       VALUES ('received', :source, :format, :file, :file_name_sealed, :received_by, :now)
       RETURNING id""",
)
BEGIN = Query(
    int,
    """INSERT INTO account_import
           (state, source, format, file_name_sealed, received_by, started_at, attempts, running,
            heard_at)
       SELECT :state, :source, :format, :file_name_sealed, :received_by, :now, 1, 1, :now
       WHERE NOT EXISTS (SELECT 1 FROM account_import WHERE running = 1)
       RETURNING id""",
)
ANY_WAITING = Query(
    int, "SELECT 1 FROM account_import WHERE state IN ('received', 'accepted') LIMIT 1"
)
LEASE = Query(
    AccountImportRow,
    f"""UPDATE account_import
        SET state = CASE WHEN state = 'received' THEN 'comparing' ELSE 'importing' END,
            attempts = attempts + 1, running = 1, heard_at = :now, progress = 0
        WHERE id = (SELECT MIN(id) FROM account_import WHERE state IN ('received', 'accepted'))
          AND NOT EXISTS (SELECT 1 FROM account_import WHERE running = 1)
        RETURNING {_COURSE}""",
    state=AccountImportState,
)
_OURS = "id = :import_id AND running = 1 AND attempts = :attempts"
KEEP = Statement(f"UPDATE account_import SET heard_at = :now, progress = :progress WHERE {_OURS}")
END = Statement(
    f"""UPDATE account_import
        SET state = :state, report = :report, progress = 100, running = NULL, ended_at = :now
        WHERE {_OURS}"""
)
FAIL = Statement(
    f"""UPDATE account_import
        SET state = 'failed', problem = :problem, running = NULL, ended_at = :now
        WHERE {_OURS}"""
)
# Its process died. A file that is still there is read again, thrice at most.
REVIVE = Statement(
    """UPDATE account_import
       SET state = CASE WHEN file IS NULL OR attempts >= :attempts THEN 'failed'
                        WHEN state = 'comparing' THEN 'received' ELSE 'accepted' END,
           problem = :problem, running = NULL
       WHERE running = 1 AND heard_at < :silent_since"""
)
ANY_SILENT = Query(
    int, "SELECT 1 FROM account_import WHERE running = 1 AND heard_at < :silent_since LIMIT 1"
)
# Each attempt counts anew: what was compared without a fault deserves as many to be imported.
ACCEPT = Statement(
    """UPDATE account_import
       SET state = 'accepted', decided_by = :actor, decided_at = :now, attempts = 0
       WHERE id = :import_id AND state = 'compared'"""
)
REJECT = Statement(
    """UPDATE account_import
       SET state = 'rejected', decided_by = :actor, decided_at = :now, ended_at = :now
       WHERE id = :import_id AND state IN ('received', 'compared', 'accepted')"""
)
EXPIRE = Statement(
    """UPDATE account_import SET state = 'expired', ended_at = :now
       WHERE state = 'compared' AND ended_at <= :before"""
)
FIND = Query(
    AccountImportRow,
    f"SELECT {_COURSE} FROM account_import WHERE id = :import_id",
    state=AccountImportState,
)
HISTORY = Query(
    AccountImportRow,
    f"SELECT {_COURSE} FROM account_import WHERE id < :before ORDER BY id DESC LIMIT :count",
    state=AccountImportState,
)
LIST_SPENT_FILES = Query(
    tuple[int, str],
    """SELECT id, file FROM account_import
       WHERE file IS NOT NULL AND running IS NULL
         AND state NOT IN ('received', 'compared', 'accepted')""",
)
FILE_GONE = Statement("UPDATE account_import SET file = NULL WHERE id = :import_id")
# After the database was restored to an earlier day (idp/installation/restored_sweep.py).
EXPIRE_WAITING = Statement(
    """UPDATE account_import SET state = 'expired', running = NULL
       WHERE state IN ('received', 'comparing', 'compared', 'accepted', 'importing')"""
)

LOAD_PROBLEMS = Load(
    "account_import_problem",
    (
        *("import_id", "number", "line", "member", "reason", "reason_values"),
        *("left_out", "found_at"),
    ),
)
DROP_PROBLEMS = Statement("DELETE FROM account_import_problem WHERE import_id = :import_id")
COUNT_PROBLEMS = Query(
    int, "SELECT COUNT(*) FROM account_import_problem WHERE import_id = :import_id"
)
LIST_PROBLEMS = Query(
    AccountProblemRow,
    """SELECT number, line, member, reason, reason_values, left_out FROM account_import_problem
       WHERE import_id = :import_id AND number > :after ORDER BY number LIMIT :count""",
    left_out=bool,
)

LOOKED_UP = 250
"""How many rows are asked for at once."""
_IDS = ", ".join(map(":id{}".format, range(LOOKED_UP)))
LIST_EXISTING = Query(
    ExistingRow,
    f"""SELECT id, content_hash, disabled,
               CASE WHEN claimed_by IS NULL THEN 0 ELSE 1 END AS is_claimed
        FROM imported_account WHERE id IN ({_IDS})""",
    is_claimed=bool,
)
LIST_CHILDREN_OF = Query(
    ExistingChild,
    f"""SELECT imported_id, organisation, student_key FROM imported_child
        WHERE imported_id IN ({_IDS})""",
)
LOAD_ACCOUNTS = Load(
    "imported_account",
    (
        *("id", "content_hash", "subject", "locale", "disabled", "password_scheme"),
        *("password_sealed", "mac", "source", "imported_at", "changed_at"),
    ),
)
LOAD_ADDRESSES = Load("imported_address", ("imported_id", "address_hash", "address_sealed", "mac"))
LOAD_IDENTITIES = Load("imported_identity", ("imported_id", "number", "identity_sealed"))
LOAD_CHILDREN = Load(
    "imported_child",
    ("imported_id", "organisation", "student_key", "fiche_sealed", "mac", "added_at"),
)
# What somebody claimed meanwhile stays as it was; who was shut out stays shut out.
CHANGE = Statement(
    """UPDATE imported_account
       SET content_hash = :content_hash, locale = :locale, disabled = :disabled,
           password_scheme = :password_scheme, password_sealed = :password_sealed, mac = :mac,
           changed_at = :now
       WHERE id = :id AND claimed_by IS NULL AND disabled <= :disabled"""
)
DROP_ADDRESSES = Statement("DELETE FROM imported_address WHERE imported_id = :id")
DROP_IDENTITIES = Statement("DELETE FROM imported_identity WHERE imported_id = :id")
DISCARD = Statement(
    """DELETE FROM imported_account
       WHERE id IN (SELECT id FROM imported_account
                    WHERE source = :source AND claimed_by IS NULL LIMIT :chunk)
         AND claimed_by IS NULL"""
)
COUNT_BY_SOURCE = Query(
    SourceCounts,
    """SELECT source, COUNT(*) AS accounts, COUNT(claimed_by) AS claimed, SUM(disabled) AS disabled
       FROM imported_account GROUP BY source ORDER BY source""",
    disabled=int,
)
