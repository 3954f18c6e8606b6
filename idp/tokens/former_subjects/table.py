"""The statements on what accounts are called at the portals of a former system."""

from idp.ids import AccountId
from idp.storage import Query, Statement
from idp.tokens.former_subjects.records import SettledRow

# Whichever comes first stays: a second name for an account, or a second account for a name, is no
# row. The id of an account, erased or not, is nobody else's name.
TAKE = Statement(
    """INSERT INTO former_subject (account_id, source, subject_hash, subject_sealed, settled_at)
       SELECT :account_id, :source, :subject_hash, :subject_sealed, :now
       WHERE NOT EXISTS (SELECT 1 FROM account WHERE id = :subject)
       ON CONFLICT DO NOTHING"""
)
KEEP_OWN = Statement(
    """INSERT INTO former_subject (account_id, source, settled_at)
       VALUES (:account_id, :source, :now)
       ON CONFLICT (account_id, source) DO NOTHING"""
)
FIND = Query(
    SettledRow,
    """SELECT subject_sealed FROM former_subject
       WHERE account_id = :account_id AND source = :source""",
)
FIND_ACCOUNT = Query(
    AccountId,
    """SELECT account_id FROM former_subject
       WHERE source = :source AND subject_hash = :subject_hash""",
)
