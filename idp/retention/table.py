"""The statements on what an administrator set, and on what was destroyed."""

from idp.retention.rule import Run
from idp.storage import Query, Statement

LIST_SET = Query(tuple[str, int], "SELECT name, days FROM retention_rule")
SET = Statement(
    """INSERT INTO retention_rule (name, days, set_at) VALUES (:name, :days, :now)
       ON CONFLICT (name) DO UPDATE SET days = excluded.days, set_at = excluded.set_at"""
)
LIST_RUNS = Query(Run, "SELECT name, ran_at, destroyed FROM retention_run")
# Several rounds of one day are shown as one.
NOTE_RUN = Statement(
    """INSERT INTO retention_run (name, ran_at, destroyed) VALUES (:name, :now, :count)
       ON CONFLICT (name) DO UPDATE
       SET destroyed = CASE WHEN retention_run.ran_at / 86400 = excluded.ran_at / 86400
                            THEN retention_run.destroyed + excluded.destroyed
                            ELSE excluded.destroyed END,
           ran_at = excluded.ran_at"""
)
