"""How often what happened: one number for each day, way and outcome.

Owns the tables `daily_count` and `counted_event`. A count names no account and no portal.
"""

from idp.statistics.counting import DailyCounts, EventCounting
from idp.statistics.subjects import SERIES, Series, Subject

__all__ = ["SERIES", "DailyCounts", "EventCounting", "Series", "Subject"]
