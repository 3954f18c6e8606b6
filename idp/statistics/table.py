"""The statements on counts by day, and on the last event that is counted."""

from idp.statistics.records import CountingProgress, DailyCount
from idp.storage import Query, Statement

ADD = Statement(
    """INSERT INTO daily_count (day_at, subject, way, outcome, amount)
       VALUES (:day_at, :subject, :way, :outcome, :amount)
       ON CONFLICT (day_at, subject, way, outcome)
       DO UPDATE SET amount = daily_count.amount + excluded.amount"""
)
LIST = Query(
    DailyCount,
    "SELECT day_at, subject, way, outcome, amount FROM daily_count WHERE day_at >= :since",
)
FIND_PROGRESS = Query(CountingProgress, "SELECT seq, counted_at FROM counted_event")
ADVANCE = Statement("UPDATE counted_event SET seq = :seq, counted_at = :now WHERE seq = :former")
