"""The statements on when the database was last restored, and last at work."""

from idp.continuity.mark import Restoration
from idp.storage import Query, Statement

FIND = Query(Restoration, "SELECT restored_at, restored_seq, seen_at, refused_at FROM restoration")
FIND_RESTORED_AT = Query(int, "SELECT restored_at FROM restoration")
# It never decreases, though machines' clocks may differ; and the row is always written.
NOTE_SEEN = Statement(
    """UPDATE restoration SET seen_at = CASE WHEN seen_at < :now THEN :now ELSE seen_at END
       WHERE id = 1"""
)
REFUSE = Statement("UPDATE restoration SET refused_at = :now WHERE id = 1 AND refused_at IS NULL")
DECLARE = Statement(
    """UPDATE restoration
       SET restored_at = :restored_at, restored_seq = :seq, seen_at = :seen_at, refused_at = NULL
       WHERE id = 1"""
)
